;;; emacs.el --- drives Emacs with eglot and compilation-mode  -*- lexical-binding: t -*-
;; The working folder is made by the script run; what does not hold is an error.
(require 'package)
(package-initialize)
(require 'cl-lib)
(require 'eglot)
(require 'json)
(setq eglot-sync-connect 30 eglot-confirm-server-initiated-edits nil make-backup-files nil create-lockfiles nil)
(defconst check-editors (getenv "AIOWHY_EDITORS"))
(load (expand-file-name "emacs/aiowhy.el" check-editors) nil t)

(defun check-until (what held)
  "Wait for HELD, or fail naming WHAT."
  (let ((end (+ (float-time) 30)))
    (while (not (funcall held))
      (when (> (float-time) end) (error "%s: waited in vain for %s: %S" (buffer-name) what (flymake-diagnostics)))
      (accept-process-output nil 0.05)
      (sit-for 0.01))))

(defun check-mark (id)
  "The diagnosis ID in this buffer."
  (flymake-start)
  (cl-find-if (lambda (d) (string-search id (flymake-diagnostic-text d))) (flymake-diagnostics)))

(defun check-marked (id)
  "Go to the diagnosis ID, and tell its line."
  (let (mark)
    (check-until id (lambda () (setq mark (check-mark id))))
    (goto-char (flymake-diagnostic-beg mark))
    (line-number-at-pos)))

(defun check-hover (id)
  "Whether point is explained by ID."
  (let (shown)
    (eglot-hover-eldoc-function (lambda (text &rest _) (setq shown text)))
    (check-until "the hover" (lambda () (and shown (string-search (concat "aiowhy explain " id) shown))))))

(defun check-open (file)
  "Visit FILE, with the server as C-u M-x eglot would start it."
  (find-file file)
  (when (string-suffix-p ".py" file) (python-mode))
  (unless (eglot-current-server)
    (eglot (list major-mode) (cons 'transient default-directory) 'eglot-lsp-server '("aiowhy" "lsp")
           (if (derived-mode-p 'python-mode) "python" "log"))))

(defun check-fix ()
  "Take the change that is offered."
  (cl-letf (((symbol-function 'completing-read)
             (lambda (_prompt choices &rest _)
               (cl-find-if (lambda (c) (string-prefix-p "Change to" c)) (mapcar (lambda (c) (if (consp c) (car c) c)) choices))))
            ((symbol-function 'y-or-n-p) #'always))
    (let ((last-nonmenu-event ?x)) (call-interactively #'eglot-code-actions))))

(defun check-log (id line)
  "The log of ID explains itself, and leads to LINE."
  (check-open (concat id ".log"))
  (cl-assert (derived-mode-p 'aiowhy-log-mode))
  (check-marked id)
  (cl-assert (string-match-p "Error\\|Warning" (thing-at-point 'line)) t)
  (check-hover id)
  (let ((xref-prompt-for-identifier nil)) (xref-find-definitions "LSP identifier at point."))
  (with-current-buffer (window-buffer)
    (cl-assert (equal (list (file-name-nondirectory (buffer-file-name)) (line-number-at-pos)) (list (concat id ".py") line)) t)))

(defun check-source (id line fix)
  "The program of ID, once it failed, is marked on LINE, and FIX cures it."
  (check-open (concat id ".py"))
  (shell-command-to-string (format "python3 %s.py 2>&1 | aiowhy --record" id))
  (cl-assert (= (check-marked id) line) t)
  (check-hover id)
  (when fix
    (check-fix)
    (check-until "the fix" (lambda () (save-excursion (goto-char (point-min)) (search-forward fix nil t))))
    (basic-save-buffer)
    (check-until "the mark to go" (lambda () (not (check-mark id))))
    (with-temp-buffer
      (cl-assert (zerop (call-process "python3" nil t nil "-X" "dev" (concat id ".py"))) t)
      (cl-assert (not (string-match-p "Error\\|Warning" (buffer-string))) t))))

(defun check-compilation (id line)
  "What compilation-mode makes of the log of ID leads to LINE."
  (with-temp-buffer
    (setq default-directory (file-name-directory (expand-file-name "x")))
    (insert (shell-command-to-string (format "aiowhy --format quickfix %s.log" id)))
    (compilation-mode)
    (let ((inhibit-read-only t)) (compilation--ensure-parse (point-max)))
    (let ((message (get-text-property (point-min) 'compilation-message)))
      (cl-assert (and message (= (compilation--loc->line (compilation--message->loc message)) line)) t))))

(let ((json-object-type 'alist) (json-array-type 'list) (home default-directory))
  (dolist (program (json-read-file (expand-file-name "check/programs.json" check-editors)))
    (let ((id (alist-get 'id program)) (line (alist-get 'line program)))
      (let ((default-directory home)) (check-compilation id line))
      (let ((default-directory home)) (check-log id line))
      (let ((default-directory home)) (check-source id line (alist-get 'fix program))))))
(princ "emacs: all held\n")
(kill-emacs 0)
