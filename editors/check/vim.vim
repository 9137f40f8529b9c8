" Drives Vim with ALE and with the compiler plugin; $AIOWHY_SEEN gets what went
" wrong, and stays empty when all held. The working folder holds app.py and app.log.
set nocompatible hidden noswapfile encoding=utf-8
execute 'set runtimepath^=' . fnameescape($AIOWHY_GLUE) . ',/usr/share/vim-ale'
let g:ale_lint_delay = 0
let g:ale_linters = {'log': ['aiowhy'], 'python': ['aiowhy']}
let g:ale_hover_to_preview = 1
let g:faults = []

function! Until(what, Held) abort
  let start = reltime()
  while reltimefloat(reltime(start)) < 15
    if a:Held() | return | endif
    sleep 50m
  endwhile
  call add(g:faults, 'waited in vain for ' . a:what . ': ' . string(ale#engine#GetLoclist(bufnr('%'))))
endfunction

function! Marked(line) abort
  return !empty(filter(copy(ale#engine#GetLoclist(bufnr('%'))), {_, d -> d.lnum == a:line && get(d, 'code', '') ==# 'run-in-running-loop'}))
endfunction

function! Previewed() abort
  for w in range(1, winnr('$'))
    if getwinvar(w, '&previewwindow') && join(getbufline(winbufnr(w), 1, '$')) =~? 'cause' | return 1 | endif
  endfor
  return 0
endfunction

try
  runtime plugin/ale.vim
  runtime autoload/ale/util.vim
  " stands in for the person who picks the first action
  function! ale#util#Input(...) abort
    return '1'
  endfunction
  filetype plugin on

  edit app.log
  setfiletype log
  ALELint
  call Until('the diagnosis of the log', {-> Marked(5)})
  call cursor(5, 20)
  ALEHover
  call Until('the hover', function('Previewed'))
  silent! pclose
  call cursor(3, 5)
  ALEGoToDefinition
  call Until('the jump', {-> expand('%:t') ==# 'app.py' && line('.') == 9})

  setlocal filetype=python
  ALELint
  sleep 500m
  call system('python3 app.py 2>&1 | aiowhy --record')
  call Until('the diagnosis of the source', {-> Marked(9)})
  call cursor(9, 12)
  ALECodeAction
  call Until('the fix', {-> getline(9) ==# '    print(await fetch())'})
  edit!

  compiler aiowhy
  silent make!
  let list = filter(getqflist(), {_, q -> q.valid})
  if empty(list) || bufname(list[0].bufnr) !~# 'app.py$' || list[0].lnum != 9 || list[0].type !=? 'e'
    call add(g:faults, ':make led to ' . string(getqflist()))
  endif
  cexpr system('aiowhy --format quickfix app.log')
  if expand('%:t') !=# 'app.py' || line('.') != 9
    call add(g:faults, ':cexpr led to ' . expand('%:t') . ':' . line('.'))
  endif
catch
  call add(g:faults, v:exception . ' at ' . v:throwpoint)
endtry
call writefile(g:faults, $AIOWHY_SEEN)
execute empty(g:faults) ? 'qall!' : 'cquit!'
