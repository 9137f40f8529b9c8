import better_exceptions

better_exceptions.hook()
better_exceptions.MAX_LENGTH = None

import chained
