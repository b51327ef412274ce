-- A real Neovim: findings, hover, completion, definition, outline, rename, and a fix that the editor itself applies.
-- nvim --headless -u NONE -c 'luafile neovim.lua'; SERVER and FOLDER are in the environment.
local compared = 0
local function same(what, got, wanted)
  compared = compared + 1
  assert(got == wanted, ("%s: %s, not %s"):format(what, tostring(got), tostring(wanted)))
end

local ok, problem = pcall(function()
  vim.cmd("edit " .. vim.env.FOLDER .. "/demo.expol")
  vim.bo.filetype = "expol"
  local id
  if vim.lsp.config then
    vim.lsp.config("expol", { cmd = { vim.env.SERVER }, root_dir = vim.env.FOLDER })
    id = vim.lsp.start(vim.lsp.config.expol)
  else
    id = vim.lsp.start_client({ name = "expol", cmd = { vim.env.SERVER }, root_dir = vim.env.FOLDER })
    vim.lsp.buf_attach_client(0, id)
  end
  assert(id, "the client does not start")
  local function codes()
    local all = {}
    for _, one in ipairs(vim.diagnostic.get(0)) do table.insert(all, one.code) end
    table.sort(all)
    return table.concat(all, " ")
  end
  assert(vim.wait(10000, function() return codes():find("EX0202") ~= nil end, 20), "no findings: " .. codes())
  same("findings", codes():find("EX0101") ~= nil, true)

  local function ask(method, line, character, more)
    local params = { textDocument = vim.lsp.util.make_text_document_params(), position = { line = line, character = character } }
    for key, value in pairs(more or {}) do params[key] = value end
    local answer = assert(vim.lsp.buf_request_sync(0, method, params, 5000), method)
    assert(not answer[id].err, method .. ": " .. vim.inspect(answer[id].err))
    return answer[id].result
  end
  same("hover", ask("textDocument/hover", 4, 8).contents.value:find("10.1.0.10", 1, true) ~= nil, true)
  local offers = ask("textDocument/completion", 6, 17).items
  local found = false
  for _, offer in ipairs(offers) do found = found or offer.label == "web" end
  same("completion offers `web`", found, true)
  same("definition", (ask("textDocument/definition", 6, 18)[1].targetRange or ask("textDocument/definition", 6, 18)[1].range).start.line, 4)
  same("outline", #ask("textDocument/documentSymbol", 0, 0), 7)
  same("references", #ask("textDocument/references", 4, 8, { context = { includeDeclaration = true } }), 2)

  local client = vim.lsp.get_client_by_id(id)
  vim.lsp.util.apply_workspace_edit(ask("textDocument/rename", 4, 8, { newName = "front" }), client.offset_encoding)
  same("renamed", vim.api.nvim_buf_get_lines(0, 6, 7, false)[1], "allow offices -> front on net.https")

  local range = { start = { line = 8, character = 14 }, ["end"] = { line = 8, character = 14 } }
  local actions = ask("textDocument/codeAction", 8, 14, { range = range, context = { diagnostics = {} } })
  for _, action in ipairs(actions) do
    if action.kind == "quickfix" then
      vim.lsp.util.apply_workspace_edit(action.edit, client.offset_encoding)
      break
    end
  end
  same("fixed", vim.api.nvim_buf_get_lines(0, 8, 9, false)[1], "zone twice { 10.30.0.0/16 }")
  assert(vim.wait(10000, function() return codes():find("EX0202") == nil end, 20), "the finding stays: " .. codes())
  vim.lsp.stop_client(id)
end)
local version = vim.version()
io.write(("Neovim %d.%d: %d compared%s\n"):format(version.major, version.minor, compared, ok and "" or ", FAILED: " .. tostring(problem)))
vim.cmd((ok and compared >= 8) and "qall!" or "cquit 1")
