call aiowhy#linter('log')
