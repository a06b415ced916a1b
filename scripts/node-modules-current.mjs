/**
 * Exits 0 when node_modules is what package-lock.json asks for on this platform, else 1.
 * Compares npm's own record of what it installed (node_modules/.package-lock.json); touches nothing.
 */
import { readFileSync } from 'node:fs';

const wanted = Object.entries(packagesOf('package-lock.json'));
const installed = packagesOf('node_modules/.package-lock.json');
const current = wanted.every(
  ([path, entry]) => path === '' || !isNeededHere(entry) || installed[path]?.version === entry.version,
);
process.exitCode = wanted.length > 0 && current ? 0 : 1;

function packagesOf(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return {};
  }
}

/** An optional package counts when it is made for this system and processor; which libc it needs only npm knows. */
function isNeededHere({ optional, os, cpu, libc }) {
  if (optional !== true) return true;
  return (
    libc === undefined && os?.includes(process.platform) === true && cpu?.includes(process.arch) === true
  );
}
