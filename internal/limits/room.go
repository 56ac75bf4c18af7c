package limits

// Room is how much room is left to store things.
type Room int

// From enough to the last of it. Each level refuses what those before it do.
const (
	Enough   Room = iota
	Low           // operators are warned
	Reserved      // no attempt begins
	Last          // practice is not answered either: what is left is for exams that run
)

// Room judges so many bytes that are free.
func (l Limits) Room(free int64) Room {
	switch {
	case free < l.ReservedSpace/2:
		return Last
	case free < l.ReservedSpace:
		return Reserved
	case free < l.LowSpace:
		return Low
	}
	return Enough
}
