import stackprinter

stackprinter.set_excepthook(style="plaintext")

import chained
