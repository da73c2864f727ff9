@rem The cross-account command of this checkout, from any folder.
@node "%~dp0cli\bin\cross-account.cjs" %*
