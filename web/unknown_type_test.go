package web

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"viva/internal/testkit/chance"

	"viva/internal/quiz"
)

// laterStore is storage in which the second item of each attempt is of a type
// that a later version has.
type laterStore struct{ quiz.Store }

func (s laterStore) Attempt(ctx context.Context, who quiz.LearnerID, id quiz.AttemptID) (*quiz.Attempt, error) {
	a, err := s.Store.Attempt(ctx, who, id)
	if err == nil {
		a.Items()[1].Type = "hotspot"
	}
	return a, err
}

func (s laterStore) UpdateAttempt(ctx context.Context, who quiz.LearnerID, id quiz.AttemptID, change func(*quiz.Attempt) error) error {
	return s.Store.UpdateAttempt(ctx, who, id, func(a *quiz.Attempt) error {
		a.Items()[1].Type = "hotspot"
		return change(a)
	})
}

// A question of a type that is not known is told as that, by its pages and by
// the API. The others of its attempt are answered, the attempt ends, also where
// the question was answered before, and lists show it.
func TestUnknownType(t *testing.T) {
	for _, mode := range []string{"practice", "exam"} {
		f := newAPI(t)
		ada := f.signedIn("ada")
		var a started
		ada.post("/attempts", j{"subject": "aws-support", "mode": mode, "size": 3}).want(201).into(&a)
		answer := func(pos int) apiReply {
			return ada.put(fmt.Sprintf("/attempts/%d/answers/%d", a.ID, pos), j{"given": a.pick(pos, 0)})
		}
		if mode == "exam" {
			answer(2).want(200)
		}
		f.quiz = quiz.NewService(f.quiz.Decks(), laterStore{f.store}, f.clock.now, chance.Reader(t))
		path := fmt.Sprintf("/attempts/%d", a.ID)
		ada.page("GET", path+"/items/1", "").want(200)
		answer(1).want(200)
		for _, r := range []apiReply{ada.page("GET", path+"/items/2", ""), ada.get(path), answer(2)} {
			r.want(501)
			if !strings.Contains(string(r.body), "a type that this version of Viva does not know") || strings.Contains(string(r.body), "hotspot") != strings.Contains(r.what, "/api/") {
				t.Errorf("%s says\n%s", r.what, r.body)
			}
		}
		answer(3).want(200)
		ada.post(finishPath(a.ID), nil).want(200)
		ada.page("GET", "/", "").want(200)
		ada.get("/attempts").want(200)
		if log := f.log.String(); strings.Contains(log, "panic") || !strings.Contains(log, `of type \"hotspot\"`) || !strings.Contains(log, "item ") {
			t.Errorf("the log does not name the question:\n%s", log)
		}
	}
}
