# What the hook ends with when it is kept in a file: a program or a configuration that
# is newer than the file writes it anew, and the new one is read over this one.
if [[ -z ${_awsenv_reading-} && (@CONFIG@ -nt @FILE@ || @BINARY@ -nt @FILE@) ]] && \command @BINARY@ hook --write zsh >/dev/null; then
  _awsenv_reading=1
  \. @FILE@
  \unset _awsenv_reading
fi
