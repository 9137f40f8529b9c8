-- Neovim 0.7 to 0.10: dofile() this from init.lua.
vim.api.nvim_create_autocmd({ 'BufRead', 'BufNewFile' }, { pattern = '*.log', command = 'setfiletype log' })

local function start(buffer)
  local file = vim.api.nvim_buf_get_name(buffer)
  local root = file ~= '' and vim.fn.fnamemodify(file, ':h') or vim.fn.getcwd()
  local config = { name = 'aiowhy', cmd = { 'aiowhy', 'lsp' }, root_dir = root }
  if vim.lsp.start then -- 0.8
    vim.lsp.start(config, { bufnr = buffer })
    return
  end
  for _, client in pairs(vim.lsp.get_active_clients()) do
    if client.name == config.name and client.config.root_dir == root then
      vim.lsp.buf_attach_client(buffer, client.id)
      return
    end
  end
  vim.lsp.buf_attach_client(buffer, vim.lsp.start_client(config))
end

vim.api.nvim_create_autocmd('FileType', {
  pattern = { 'python', 'log', 'text' },
  callback = function(event) start(event.buf or vim.api.nvim_get_current_buf()) end,
})
