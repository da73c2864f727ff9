@rem The cross-account command of this checkout, from any folder.
@node "%~dp0bin\cross-account.cjs" %*
