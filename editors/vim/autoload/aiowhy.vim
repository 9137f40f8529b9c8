" The language server as a linter of ALE. g:aiowhy_executable names the program.
function! aiowhy#linter(filetype) abort
  call ale#linter#Define(a:filetype, {
  \ 'name': 'aiowhy',
  \ 'lsp': 'stdio',
  \ 'executable': get(g:, 'aiowhy_executable', 'aiowhy'),
  \ 'command': '%e lsp',
  \ 'language': a:filetype,
  \ 'project_root': function('aiowhy#root'),
  \})
endfunction

function! aiowhy#root(buffer) abort
  for mark in ['.aiowhy', 'pyproject.toml', 'setup.py', '.git']
    let found = finddir(mark, fnamemodify(bufname(a:buffer), ':p:h') . ';')
    if empty(found)
      let found = findfile(mark, fnamemodify(bufname(a:buffer), ':p:h') . ';')
    endif
    if !empty(found)
      return fnamemodify(found, ':p:s?/$??:h')
    endif
  endfor
  return fnamemodify(bufname(a:buffer), ':p:h')
endfunction
