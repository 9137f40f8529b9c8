;;; aiowhy.el --- why asyncio printed that  -*- lexical-binding: t -*-

;; M-x eglot in a log or a Python file shows what aiowhy knows of it; M-x compile
;; with "python app.py 2>&1 | aiowhy --format quickfix" leads to the blamed line.

(require 'compile)

(define-derived-mode aiowhy-log-mode text-mode "Log"
  "A log or a traceback, for the language server of aiowhy.")

(add-to-list 'auto-mode-alist '("\\.log\\'" . aiowhy-log-mode))

;; Python files have a server of their own as a rule: C-u M-x eglot asks which.
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(aiowhy-log-mode . ("aiowhy" "lsp"))))

(add-to-list 'compilation-error-regexp-alist 'aiowhy)
(add-to-list 'compilation-error-regexp-alist-alist
             '(aiowhy "^\\(.+?\\):\\([0-9]+\\):\\([0-9]+\\): \\(?:error\\|\\(warning\\)\\|\\(note\\)\\): [a-z0-9-]+: "
                      1 2 3 (4 . 5)))

(provide 'aiowhy)
;;; aiowhy.el ends here
