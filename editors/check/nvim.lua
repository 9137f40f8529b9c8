-- Drives Neovim through one plan of editors_test.go and writes what it saw.
local plan = vim.fn.json_decode(vim.fn.readfile(vim.env.AIOWHY_PLAN))
local seen = {}

local function until_true(what, held)
  if not vim.wait(plan.patience, held, 20) then
    error('waited in vain for ' .. what .. '; diagnostics: ' .. vim.inspect(vim.diagnostic.get(0)))
  end
end

local function mark()
  for _, d in ipairs(vim.diagnostic.get(0)) do
    if d.lnum + 1 == plan.line and d.code == plan.id then return d end
  end
end

local function at_mark(d) vim.api.nvim_win_set_cursor(0, { d.lnum + 1, d.col }) end

local function hover(d)
  at_mark(d)
  vim.lsp.buf.hover()
  local text
  until_true('the hover', function()
    for _, w in ipairs(vim.api.nvim_list_wins()) do
      if vim.api.nvim_win_get_config(w).relative ~= '' then
        text = table.concat(vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(w), 0, -1, false), '\n')
        return true
      end
    end
  end)
  vim.cmd('silent! only')
  return text
end

local function fix(d)
  at_mark(d)
  vim.ui.select = function(items, _, choose)
    for _, item in ipairs(items) do
      local action = item.action or item[2]
      if vim.startswith(action.title, 'Change to ') then return choose(item) end
    end
    choose(nil)
  end
  vim.lsp.buf.code_action()
end

local function source()
  local d
  until_true('the diagnosis', function() d = mark(); return d ~= nil end)
  seen.message, seen.hover = d.message, hover(d)
  if not plan.fix then return end
  fix(d)
  until_true('the fix', function()
    return vim.trim(vim.api.nvim_buf_get_lines(0, plan.line - 1, plan.line, false)[1]) == plan.fix
  end)
  vim.cmd('silent write')
  until_true('the mark to go', function() return not mark() end)
end

local function log()
  local d
  until_true('the diagnosis', function() d = mark(); return d ~= nil end)
  seen.message, seen.hover = d.message, hover(d)
  at_mark(d)
  vim.lsp.buf.definition()
  until_true('the jump', function() return vim.api.nvim_buf_get_name(0) ~= plan.file end)
  seen.jumped = vim.fn.fnamemodify(vim.api.nvim_buf_get_name(0), ':t') .. ':' .. vim.api.nvim_win_get_cursor(0)[1]
end

local ok, fault = pcall(function()
  vim.cmd('filetype on')
  if vim.lsp.config then -- 0.11
    vim.opt.runtimepath:prepend(plan.glue)
    vim.filetype.add({ extension = { log = 'log' } })
    vim.lsp.enable('aiowhy')
  else
    dofile(plan.glue .. '/aiowhy.lua')
  end
  vim.cmd('edit ' .. vim.fn.fnameescape(plan.file))
  until_true('the server', function() return not vim.tbl_isempty((vim.lsp.get_clients or vim.lsp.get_active_clients)()) end)
  if plan.run then
    vim.wait(300)
    vim.fn.system(plan.run)
  end
  if plan.file:match('%.py$') then source() else log() end
end)
if not ok then seen.fault = fault end
vim.fn.writefile({ vim.fn.json_encode(seen) }, vim.env.AIOWHY_SEEN)
vim.cmd('qall!')
