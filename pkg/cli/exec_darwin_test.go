package cli_test

// deathIsTold says that the system tells a command of its parent's end.
const deathIsTold = false
