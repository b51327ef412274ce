// What the extension is as a package: what it contains, that it is small, and what it does with a workspace that nobody trusts.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import * as path from "node:path";
import test from "node:test";

const root = path.resolve(path.dirname(new URL(import.meta.url).pathname), "..");
const manifest = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

test("the package contains what runs, and nothing else", () => {
  const vsce = path.join(root, "node_modules/.bin/vsce");
  execFileSync("npm", ["run", "--silent", "bundle"], { cwd: root, stdio: "ignore" });
  const files = execFileSync(vsce, ["ls", "--no-dependencies"], { cwd: root, encoding: "utf8" }).trim().split("\n").map((file) => file.trim());
  const wanted = ["LICENSE.txt", "README.md", "language-configuration.json", "out/extension.js", "package.json", "syntaxes/expol.tmLanguage.json"];
  for (const file of wanted) {
    assert.ok(files.includes(file), `${file} is missing: ${files.join(", ")}`);
  }
  const surplus = files.filter((file) => !wanted.includes(file) && !file.startsWith("server/"));
  assert.deepEqual(surplus, []);
  const bytes = wanted.map((file) => statSync(path.join(root, file)).size).reduce((sum, size) => sum + size, 0);
  assert.ok(bytes < 4 * 1024 * 1024, `${bytes} bytes`);
});

test("an untrusted workspace chooses no server", () => {
  const { untrustedWorkspaces } = manifest.capabilities;
  assert.equal(untrustedWorkspaces.supported, "limited");
  const paths = Object.keys(manifest.contributes.configuration.properties).filter((name) => name.endsWith(".path"));
  assert.ok(paths.length > 0);
  assert.deepEqual([...untrustedWorkspaces.restrictedConfigurations].sort(), paths.sort());
});
