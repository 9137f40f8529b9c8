" :compiler aiowhy, then :make runs the program of the buffer and lands on the
" line that its failure blames; :cexpr reads what aiowhy --format quickfix prints.
if exists('current_compiler')
  finish
endif
let current_compiler = 'aiowhy'

if exists(':CompilerSet') != 2
  command -nargs=* CompilerSet setlocal <args>
endif

CompilerSet makeprg=python3\ %:S\ 2>&1\ \\\|\ aiowhy\ --format\ quickfix
CompilerSet errorformat=%f:%l:%c:\ %trror:\ %m,%f:%l:%c:\ %tarning:\ %m,%f:%l:%c:\ %tote:\ %m,%-Gaiowhy:\ %.%#,%-G\ \ %.%#
