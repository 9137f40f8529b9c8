-- Neovim 0.11 and later: this folder on 'runtimepath', then vim.lsp.enable('aiowhy').
return {
  cmd = { 'aiowhy', 'lsp' },
  filetypes = { 'python', 'log', 'text' },
  root_markers = { '.aiowhy', 'pyproject.toml', 'setup.py', 'requirements.txt', '.git' },
}
