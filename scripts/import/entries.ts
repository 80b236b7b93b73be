/**
 * What is to be imported: the tenants of a JSON file, or one for each metadata file of a folder. Nothing is checked here but that
 * there are entries; what they say may be anything. I/O: reads the source.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readDisplayName } from './display-name.ts';
import { ImportProblem } from './import-problem.ts';

export interface ImportEntry {
  /** The file, and in it the place: `tenants.json[3]`. */
  readonly where: string;
  readonly slug: string;
  /** As the API takes it; untrusted. */
  readonly input: unknown;
}

/** Reads all entries of a source. */
export function readEntries(source: string): readonly ImportEntry[] {
  const entries = isFolder(source) ? readFolder(source) : readJson(source);
  if (entries.length === 0) throw new ImportProblem(`${source} has nothing to import.`);
  return entries;
}

function isFolder(source: string): boolean {
  try {
    return statSync(source).isDirectory();
  } catch {
    throw new ImportProblem(`${source} cannot be read.`);
  }
}

function readFolder(folder: string): readonly ImportEntry[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.xml'));
  return files.sort().map((file) => {
    const slug = basename(file, '.xml');
    const metadata = readFileSync(join(folder, file), 'utf8');
    const displayName = readDisplayName(metadata) ?? slug.replace(/^./, (letter) => letter.toUpperCase());
    return { where: file, slug, input: { displayName, connections: [{ id: 'idp', displayName, metadata }] } };
  });
}

function readJson(path: string): readonly ImportEntry[] {
  const file = basename(path);
  const value = parseJson(path);
  if (!Array.isArray(value)) throw new ImportProblem(`${file} is no list of tenants.`);
  return value.map((item: unknown, index) => {
    const where = `${file}[${index}]`;
    if (typeof item !== 'object' || item === null || !('slug' in item))
      return { where, slug: '', input: item };
    const { slug, ...input } = item;
    return { where, slug: String(slug), input };
  });
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ImportProblem(
      `${basename(path)} is no JSON: ${error instanceof Error ? error.message : error}`,
    );
  }
}
