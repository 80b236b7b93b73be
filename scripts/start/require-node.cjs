/**
 * Says what is missing before anything else runs, in words that any Node understands: loaded with `node -r` ahead of the
 * TypeScript, which an old Node could not even read. CommonJS for the same reason.
 */
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');

// The first that runs TypeScript as it is, and that all tools here take.
const NODE_NEEDED = 24;

const isInstalled = existsSync(join(__dirname, '../../node_modules/wrangler/package.json'));
const isNew = Number(process.versions.node.split('.')[0]) >= NODE_NEEDED;

if (!isInstalled) stop('The packages are not installed yet. Run: npm ci');
if (!isNew) {
  stop(
    `This is Node ${process.versions.node}, and Node ${NODE_NEEDED} is needed. "npm ci" installs it for this project alone; then use "npm start".`,
  );
}

function stop(sentence) {
  console.error(sentence);
  process.exit(1);
}
