call aiowhy#linter('python')
