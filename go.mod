module aiowhy

go 1.26
