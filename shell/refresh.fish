# What the hook ends with when it is kept in a file: a program or a configuration that
# is newer than the file writes it anew, and the new one is read over this one. An old
# fish cannot compare files, and leaves that to doctor.
if not set -q _awsenv_reading
    if test @CONFIG@ -nt @FILE@ 2>/dev/null; or test @BINARY@ -nt @FILE@ 2>/dev/null
        if command @BINARY@ hook --write fish >/dev/null
            set -g _awsenv_reading 1
            source @FILE@
            set -e _awsenv_reading
        end
    end
end
