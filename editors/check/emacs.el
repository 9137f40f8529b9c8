;;; emacs.el --- drives Emacs with eglot and compilation-mode  -*- lexical-binding: t -*-
;; The working folder holds app.py and app.log; what does not hold is an error.
(require 'package)
(package-initialize)
(require 'cl-lib)
(require 'eglot)
(setq eglot-sync-connect 15 eglot-confirm-server-initiated-edits nil make-backup-files nil create-lockfiles nil)
(load (expand-file-name "emacs/aiowhy.el" (getenv "AIOWHY_EDITORS")) nil t)

(defun check-until (what held)
  "Wait for HELD, or fail naming WHAT."
  (let ((end (+ (float-time) 15)))
    (while (not (funcall held))
      (when (> (float-time) end) (error "waited in vain for %s: %S" what (flymake-diagnostics)))
      (accept-process-output nil 0.05)
      (sit-for 0.01))))

(defun check-marked (line)
  "Whether LINE carries the diagnosis."
  (flymake-start)
  (cl-some (lambda (d) (and (= line (line-number-at-pos (flymake-diagnostic-beg d)))
                            (string-match-p "run-in-running-loop" (flymake-diagnostic-text d))))
           (flymake-diagnostics)))

(defun check-go (line word)
  "Put point on WORD in LINE."
  (goto-char (point-min))
  (forward-line (1- line))
  (search-forward word (line-end-position))
  (goto-char (match-beginning 0)))

(defun check-start ()
  "Start the server for the buffer as C-u M-x eglot would."
  (eglot (list major-mode) (cons 'transient default-directory) 'eglot-lsp-server '("aiowhy" "lsp")
         (if (derived-mode-p 'python-mode) "python" "log")))

(find-file "app.log")
(cl-assert (eq major-mode 'aiowhy-log-mode))
(check-start)
(check-until "the diagnosis of the log" (lambda () (check-marked 5)))
(check-go 5 "asyncio")
(let (shown)
  (eglot-hover-eldoc-function (lambda (text &rest _) (setq shown text)))
  (check-until "the hover" (lambda () (and shown (let ((case-fold-search t)) (string-match-p "cause:" shown))))))
(check-go 3 "File")
(let ((xref-prompt-for-identifier nil)) (xref-find-definitions "LSP identifier at point."))
(cl-assert (equal (list (file-name-nondirectory (buffer-file-name (window-buffer))) (with-current-buffer (window-buffer) (line-number-at-pos)))
                  '("app.py" 9)))

(find-file "app.py")
(python-mode)
(check-start)
(shell-command-to-string "python3 app.py 2>&1 | aiowhy --record")
(check-until "the diagnosis of the source" (lambda () (check-marked 9)))
(check-go 9 "asyncio")
(cl-letf (((symbol-function 'completing-read) (lambda (_prompt choices &rest _) (cl-find-if (lambda (c) (string-prefix-p "Change to" c)) (mapcar (lambda (c) (if (consp c) (car c) c)) choices))))
          ((symbol-function 'y-or-n-p) #'always))
  (let ((last-nonmenu-event ?x)) (call-interactively #'eglot-code-actions)))
(check-until "the fix" (lambda () (save-excursion (goto-char (point-min)) (search-forward "print(await fetch())" nil t))))
(set-buffer-modified-p nil)

(with-temp-buffer
  (setq default-directory (file-name-directory (expand-file-name "app.log")))
  (insert (shell-command-to-string "aiowhy --format quickfix app.log"))
  (compilation-mode)
  (let ((inhibit-read-only t)) (compilation--ensure-parse (point-max)))
  (let* ((message (get-text-property (point-min) 'compilation-message))
         (place (and message (compilation--message->loc message))))
    (cl-assert (and place (= (compilation--loc->line place) 9)))
    (cl-assert (= (compilation--message->type message) 2))))
(princ "emacs: all held\n")
(kill-emacs 0)
