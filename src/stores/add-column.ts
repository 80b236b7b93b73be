/** Gives a table that was made before there was a column that column, empty. I/O: an object's storage. */
export function addColumn(sql: SqlStorage, table: string, column: string): void {
  const columns = sql.exec<{ name: string }>(`SELECT name FROM pragma_table_info('${table}')`).toArray();
  if (!columns.some(({ name }) => name === column))
    sql.exec(`ALTER TABLE ${table} ADD COLUMN ${column} TEXT`);
}
