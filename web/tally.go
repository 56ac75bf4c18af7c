package web

import (
	"viva/internal/deck"
	"viva/internal/quiz"
)

// maxCells is the most questions that a row of cells shows: more would be too
// narrow on a phone to hold a tick.
const maxCells = 20

// tally is how a sitting goes: a cell for each question dealt, then one for each
// that came back, so that what was dealt stays what it was.
type tally struct {
	Cells  []cell // nil for more questions than fit
	Dealt  int    // how many questions the attempt began with
	Back   int    // how many came back since
	Nth    int    // the question is the nth of those that came back; 0 for one dealt
	Marked int    // how many answers are told
	Right  int    // how many of these are right
	Done   int    // how many of the questions dealt are answered
}

// cell is one question.
type cell struct {
	Told, Right bool
	Now         bool // the question of the page
	Back        bool
}

func tallyOf(a *quiz.Attempt, pos int) tally {
	t := tally{Back: a.Returns(), Dealt: a.Size() - a.Returns()}
	for at := 1; at <= a.Size(); at++ {
		right, told, role := a.Marked(at)
		c := cell{Told: told, Right: right, Now: at == pos, Back: role == deck.Return}
		t.Cells = append(t.Cells, c)
		if told {
			t.Marked++
		}
		if right && told {
			t.Right++
		}
		if told && !c.Back {
			t.Done++
		}
		if c.Back && at <= pos {
			t.Nth++
		}
	}
	if !t.Cells[pos-1].Back {
		t.Nth = 0
	}
	if t.Dealt > maxCells {
		t.Cells = nil
	}
	return t
}

// Count says which question of the sitting this is, and how many come back
// beside those dealt.
func (p itemPage) Count() (string, error) {
	switch t := p.Tally; {
	case t.Nth > 0:
		return p.T("player_count_back", "Nth", t.Nth, "Back", t.Back)
	case t.Back > 0:
		return p.T("player_count_more", "Position", p.Position, "Size", t.Dealt, "Back", t.Back)
	default:
		return p.T("player_count", "Position", p.Position, "Size", t.Dealt)
	}
}

// Sum says in words what the cells show.
func (p itemPage) Sum() (string, error) {
	return p.T("player_tally", "Right", p.Tally.Right, "Marked", p.Tally.Marked)
}
