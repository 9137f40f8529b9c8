# python: >=3.11
error = ValueError("bottom")
for depth in range(12):
    error = ExceptionGroup("level %d" % depth, [error, TypeError(depth)])
raise error
