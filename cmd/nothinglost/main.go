// Command nothinglost puts the promise to the test that an acknowledged answer
// is never lost. It drives a built program from outside, as learners' browsers
// do, notes on a disk of its own what it sent and what was acknowledged, breaks
// the program off in the worst moments, and then reads the database by its own
// SQL. It shares no code with the program, whose own "verify" works out marks
// and scores again at the end.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"
)

// cli is the whole command line. Each command runs in the file of its name.
type cli struct {
	Kill   killCmd   `cmd:"" help:"Kill the server again and again while learners answer, finish and somebody backs up."`
	Power  powerCmd  `cmd:"" help:"Record what the server writes and flushes, and replay power cuts."`
	Refuse refuseCmd `cmd:"" help:"Let the disk refuse to write for a while, again and again."`
	Damage damageCmd `cmd:"" help:"Damage the files of a database and start a server on them."`
	Finish finishCmd `cmd:"" help:"Finish each attempt 32 times at once."`

	SignIns signinsCmd `cmd:"" name:"signins" help:"Let many people sign in while others answer."`
	Soak    soakCmd    `cmd:"" help:"Send requests for a long time and watch what the server holds."`
}

// common is what every command needs.
type common struct {
	App  string `help:"The program to test." type:"existingfile" required:"" placeholder:"FILE"`
	Dir  string `help:"Folder to work in, which is removed when all is well; without it, one of the system's." placeholder:"DIR"`
	Args string `help:"Further settings of the server, separated by spaces." placeholder:"ARGS"`
}

// inDir runs a test in a folder of its own. Where it fails, the folder stays.
func (c common) inDir(out io.Writer, do func(dir string) error) error {
	dir, err := os.MkdirTemp(c.Dir, "nothinglost-")
	if err != nil {
		return err
	}
	if err := do(dir); err != nil {
		return fmt.Errorf("%w; see %s", err, dir)
	}
	return os.RemoveAll(dir)
}

func main() {
	var c cli
	ctx := kong.Parse(&c, kong.Name("nothinglost"), kong.Description("Breaks a server off in the worst moments and counts what it lost."))
	ctx.BindTo(os.Stdout, (*io.Writer)(nil))
	ctx.FatalIfErrorf(ctx.Run())
}
