/** Who changed something, for the audit trail: words that people know each other by, never a secret. */
export interface Author {
  /** `deployment` is whoever holds OPERATOR_TOKEN; `system` is a task of the Worker's own. */
  readonly kind: 'operator' | 'api-key' | 'deployment' | 'administrator' | 'system';
  /** Of the operator or key; for the system the name of the task, such as `metadata-refresh`. */
  readonly id: string;
  readonly name: string;
}

/** The author of what happens by itself. */
export function systemAuthor(task: string): Author {
  return { kind: 'system', id: task, name: task };
}
