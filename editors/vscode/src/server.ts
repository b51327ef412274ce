// Which server to start: the one of the settings, else the one that comes with the extension, else the one on the PATH.
// Knows nothing of VS Code, so that it can be tested without it.

import { accessSync, constants, statSync } from "node:fs";
import * as path from "node:path";

/** A server that can be started, or what to tell the person. */
export type Found = { path: string; from: "setting" | "bundled" | "PATH" } | { problem: string; setting: boolean };

/** Where to look. */
export interface Places {
  /** The value of `expol.server.path`. */
  setting: string;
  /** The folder of the extension. */
  extension: string;
  /** The value of `PATH`. */
  searchPath: string;
  /** `process.platform`. */
  platform: string;
}

export function findServer(places: Places): Found {
  const name = places.platform === "win32" ? "expol-lsp.exe" : "expol-lsp";
  const wanted = places.setting.trim();
  if (wanted !== "") {
    const problem = whyNot(wanted);
    return problem === undefined
      ? { path: wanted, from: "setting" }
      : { problem: `\`expol.server.path\` is \`${wanted}\`, but ${problem}. Correct the setting, or empty it to use the server of the extension.`, setting: true };
  }
  const bundled = path.join(places.extension, "server", name);
  if (whyNot(bundled) === undefined) {
    return { path: bundled, from: "bundled" };
  }
  for (const folder of places.searchPath.split(path.delimiter)) {
    // A relative entry would mean the folder that happens to be open.
    if (path.isAbsolute(folder) && whyNot(path.join(folder, name)) === undefined) {
      return { path: path.join(folder, name), from: "PATH" };
    }
  }
  return {
    problem: "the language server `expol-lsp` was found neither in the extension nor on the PATH. Install it (`cargo install expol-lsp`), or set `expol.server.path`.",
    setting: false,
  };
}

/** Why a file cannot be started. */
function whyNot(file: string): string | undefined {
  try {
    if (!statSync(file).isFile()) {
      return "that is not a file";
    }
  } catch {
    return "there is no such file";
  }
  try {
    accessSync(file, constants.X_OK);
    return undefined;
  } catch {
    return "it may not be executed";
  }
}
