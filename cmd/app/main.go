// Command app is Viva: it serves the site, keeps its accounts, and checks the
// knowledge bases that questions are dealt from.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // a bare machine knows no zones

	"github.com/alecthomas/kong"
)

// cli is the whole command line. Each command runs in the file of its name;
// those that look after a site, such as rebuild and config, in operate.go.
type cli struct {
	Serve       serveCmd       `cmd:"" default:"withargs" help:"Serve the site (the default)."`
	User        userCmd        `cmd:"" help:"Create, list and mend accounts."`
	Log         logCmd         `cmd:"" help:"Print the security log: what happened to accounts, and what was refused."`
	Questions   questionsCmd   `cmd:"" help:"Check and list the questions."`
	Backup      backupCmd      `cmd:"" help:"Back up the database, also while a server runs."`
	Restore     restoreCmd     `cmd:"" help:"Put a backup in the place of the database."`
	Verify      verifyCmd      `cmd:"" help:"Read the database or a backup whole, and work out again what follows from the answers."`
	Key         keyCmd         `cmd:"" help:"Change the key that signs sessions."`
	Mail        mailCmd        `cmd:"" help:"Try the mail server."`
	Database    databaseCmd    `cmd:"" help:"Look after the database."`
	Rebuild     rebuildCmd     `cmd:"" help:"Compute every score afresh from the answers."`
	Memory      memoryCmd      `cmd:"" help:"Compute afresh what learners remember."`
	Simulate    simulateCmd    `cmd:"" help:"Play learners whose knowledge is known, and compare what Viva concludes."`
	Healthcheck healthcheckCmd `cmd:"" help:"Ask a running server whether it is ready."`
	Config      configCmd      `cmd:"" help:"Print the settings in force."`
	Version     versionCmd     `cmd:"" help:"Print the version."`
}

// env is what the outside gives to a command.
type env struct {
	ctx    context.Context
	stdin  io.Reader
	stdout io.Writer
	stderr io.Writer

	warnings []string // about the environment
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(env{ctx: ctx, stdin: os.Stdin, stdout: os.Stdout, stderr: os.Stderr}, os.Args[1:]))
}

// exitUsage is the exit code of a command line that cannot be understood.
const exitUsage = 2

// run is the program: 0 is fine, 1 a failure, 2 wrong usage, 78 a refused
// configuration.
func run(e env, args []string) (code int) {
	var c cli
	exited := -1
	parser, err := kong.New(&c,
		kong.Name("app"),
		kong.Description("Viva deals quizzes from dated facts. Without a command it serves the site."),
		kong.Writers(e.stdout, e.stderr),
		kong.Exit(func(code int) { exited = code; panic(errExit) }),
	)
	if err != nil {
		fmt.Fprintln(e.stderr, err)
		return 1
	}
	defer func() { // --help leaves through kong's exit function
		if exited >= 0 {
			if r := recover(); r != nil && r != errExit { //nolint:errorlint // the very value
				panic(r)
			}
			code = exited
		}
	}()
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(e.stderr, "app: %v; see app --help\n", err)
		return exitUsage
	}
	e.warnings = unknownEnv(parser.Model, os.Environ())
	if err := command.Run(e); err != nil {
		fmt.Fprintf(e.stderr, "app: %v\n", err)
		return exitCode(err)
	}
	return 0
}

var errExit = errors.New("exit")

func exitCode(err error) int {
	var coded interface{ ExitCode() int }
	if errors.As(err, &coded) {
		return coded.ExitCode()
	}
	return 1
}
