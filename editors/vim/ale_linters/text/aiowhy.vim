call aiowhy#linter('text')
