"""The server with the capabilities of several editors, through pytest-lsp: what is true in each must be true in all."""

import asyncio
import os
import pathlib

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

PROFILES = ["visual-studio-code", "neovim", "emacs"]
FOLDER = pathlib.Path(os.environ["FOLDER"])
URI = (FOLDER / "demo.expol").as_uri()
TEXT = (FOLDER / "demo.expol").read_text()


@pytest_lsp.fixture(params=PROFILES, config=ClientServerConfig(server_command=[os.environ["SERVER"], "--stdio"]))
async def client(request, lsp_client: LanguageClient):
    capabilities = client_capabilities(request.param)
    folder = types.WorkspaceFolder(uri=FOLDER.as_uri(), name="demo")
    params = types.InitializeParams(
        capabilities=capabilities, workspace_folders=[folder], initialization_options={"asOf": "2026-11-23", "diagnostics": {"mode": "push"}}
    )
    # Editors that can register capabilities are asked to watch files; this one has nothing to watch.
    lsp_client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda _: None)
    await lsp_client.initialize_session(params)
    document = types.TextDocumentItem(uri=URI, language_id="expol", version=1, text=TEXT)
    lsp_client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=document))
    yield
    await lsp_client.shutdown_session()


def at(line: int, character: int):
    return {"text_document": types.TextDocumentIdentifier(uri=URI), "position": types.Position(line, character)}


@pytest.mark.asyncio
async def test_findings(client: LanguageClient):
    for _ in range(200):
        if client.diagnostics.get(URI):
            break
        await asyncio.sleep(0.05)
    codes = {one.code for one in client.diagnostics[URI]}
    assert {"EX0101", "EX0202"} <= codes


@pytest.mark.asyncio
async def test_hover(client: LanguageClient):
    hover = await client.text_document_hover_async(types.HoverParams(**at(4, 8)))
    assert "10.1.0.10" in hover.contents.value


@pytest.mark.asyncio
async def test_completion(client: LanguageClient):
    offers = await client.text_document_completion_async(types.CompletionParams(**at(6, 17)))
    assert "web" in {one.label for one in offers.items}


@pytest.mark.asyncio
async def test_definition(client: LanguageClient):
    found = await client.text_document_definition_async(types.DefinitionParams(**at(6, 18)))
    first = found[0]
    assert (first.target_selection_range if hasattr(first, "target_selection_range") else first.range).start.line == 4


@pytest.mark.asyncio
async def test_rename(client: LanguageClient):
    edit = await client.text_document_rename_async(types.RenameParams(new_name="front", **at(4, 8)))
    changes = edit.document_changes or list(edit.changes.items())
    assert len(changes) == 1


@pytest.mark.asyncio
async def test_outline_and_tokens(client: LanguageClient):
    document = types.TextDocumentIdentifier(uri=URI)
    symbols = await client.text_document_document_symbol_async(types.DocumentSymbolParams(text_document=document))
    assert len(symbols) == 7
    tokens = await client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(text_document=document))
    assert len(tokens.data) % 5 == 0 and len(tokens.data) > 100


@pytest.mark.asyncio
async def test_a_finding_goes_with_its_cause(client: LanguageClient):
    fixed = TEXT.replace("10.30.1.0", "10.30.0.0")
    change = types.TextDocumentContentChangeWholeDocument(text=fixed)
    document = types.VersionedTextDocumentIdentifier(uri=URI, version=2)
    client.text_document_did_change(types.DidChangeTextDocumentParams(text_document=document, content_changes=[change]))
    for _ in range(200):
        if client.diagnostics.get(URI) and "EX0202" not in {one.code for one in client.diagnostics[URI]}:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the finding stays")
