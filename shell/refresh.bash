# What the hook begins with when it is kept in a file: a program or a configuration
# that is newer than the file writes it anew, and the new one is read in its place.
if [[ -z ${_awsenv_reading-} && (@CONFIG@ -nt @FILE@ || @BINARY@ -nt @FILE@) ]] && \command @BINARY@ hook --write bash >/dev/null; then
  _awsenv_reading=1
  \. @FILE@
  \unset -v _awsenv_reading
  \return 0
fi
