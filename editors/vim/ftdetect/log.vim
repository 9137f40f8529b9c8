autocmd BufNewFile,BufRead *.log setfiletype log
