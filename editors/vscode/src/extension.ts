// The extension: finds the server, starts it, and says what to do when that fails.

import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions, State } from "vscode-languageclient/node";
import { findServer } from "./server";

/** Documents that only the server has: the standard library. */
const LIBRARY = "expol-std";

let client: LanguageClient | undefined;
let log: vscode.LogOutputChannel;
let status: vscode.LanguageStatusItem;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  log = vscode.window.createOutputChannel("Expol", { log: true });
  status = vscode.languages.createLanguageStatusItem("expol.server", { language: "expol" });
  status.name = "Expol language server";
  context.subscriptions.push(
    log,
    status,
    vscode.commands.registerCommand("expol.restart", () => restart(context)),
    vscode.commands.registerCommand("expol.showLog", () => log.show()),
    vscode.workspace.registerTextDocumentContentProvider(LIBRARY, { provideTextDocumentContent: libraryText }),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("expol.server.path")) {
        await restart(context);
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => restart(context)),
  );
  await start(context);
}

export async function deactivate(): Promise<void> {
  await stop();
}

async function restart(context: vscode.ExtensionContext): Promise<void> {
  await stop();
  await start(context);
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  if (running !== undefined && running.state !== State.Stopped) {
    await running.stop().catch((error: unknown) => log.warn(`the server did not stop: ${String(error)}`));
  }
  await running?.dispose();
}

async function start(context: vscode.ExtensionContext): Promise<void> {
  const found = findServer({
    // In an untrusted workspace VS Code leaves out what the workspace says: the setting is declared as restricted.
    setting: vscode.workspace.getConfiguration("expol").get<string>("server.path", ""),
    extension: context.extensionPath,
    searchPath: process.env["PATH"] ?? "",
    platform: process.platform,
  });
  if ("problem" in found) {
    await refuse(found.problem, found.setting);
    return;
  }
  log.info(`starting ${found.path} (${found.from})`);
  const run: ServerOptions = { command: found.path, args: ["--stdio"] };
  const options: LanguageClientOptions = {
    documentSelector: ["file", "untitled", LIBRARY].map((scheme) => ({ scheme, language: "expol" })),
    initializationOptions: vscode.workspace.getConfiguration("expol"),
    outputChannel: log,
    synchronize: { configurationSection: "expol" },
  };
  client = new LanguageClient("expol", "Expol", run, options);
  try {
    await client.start();
    const version = client.initializeResult?.serverInfo?.version ?? "unknown version";
    status.severity = vscode.LanguageStatusSeverity.Information;
    status.text = "expol-lsp";
    status.detail = version;
  } catch (error) {
    await refuse(`the language server ${found.path} does not start: ${String(error)}`, found.from === "setting");
  }
}

/** Says what is wrong, and offers the way out. */
async function refuse(problem: string, bySetting: boolean): Promise<void> {
  log.error(problem);
  status.severity = vscode.LanguageStatusSeverity.Error;
  status.text = "expol-lsp is not running";
  status.detail = problem;
  const [settings, howTo] = ["Open the setting", "How to install it"];
  // Not awaited where nobody looks: the message may stay for hours.
  void vscode.window.showErrorMessage(`Expol: ${problem}`, ...(bySetting ? [settings] : [howTo, settings])).then((choice) => {
    if (choice === settings) {
      void vscode.commands.executeCommand("workbench.action.openSettings", "expol.server.path");
    } else if (choice === howTo) {
      void vscode.env.openExternal(vscode.Uri.parse("https://github.com/expolc/expolc/blob/main/docs/editors.md"));
    }
  });
}

async function libraryText(uri: vscode.Uri): Promise<string> {
  if (client === undefined) {
    return "// The language server is not running.\n";
  }
  // The server's own spelling: VS Code would escape more.
  const answer = await client.sendRequest<{ text: string }>("workspace/textDocumentContent", { uri: uri.toString(true) });
  return answer.text;
}
