package store

import "viva/internal/deck"

// storedItem is an item as bodies and objections keep it. Its names in JSON are
// those that v0.1.0 wrote, and they stay: databases are full of them. When a
// field of deck.Item is renamed, only the conversions below follow. A new field
// gets a new name here, and is zero where a body has none.
type storedItem struct {
	ID           string         `json:"id"`
	Hash         string         `json:"hash"`
	Subject      string         `json:"subject"`
	Family       string         `json:"family"`
	Topic        string         `json:"topic"`
	Type         string         `json:"type"`
	Edition      string         `json:"edition"`
	From         string         `json:"valid_from"`
	To           string         `json:"valid_to"`
	Lang         string         `json:"lang"`
	Situation    string         `json:"situation,omitempty"`
	Case         string         `json:"case,omitempty"`
	Stem         string         `json:"stem"`
	Wording      int            `json:"wording,omitempty"`
	Choose       int            `json:"choose"`
	Options      []storedOption `json:"options"`
	Prompts      []storedPrompt `json:"prompts,omitempty"`
	Number       *storedNumber  `json:"number,omitempty"`
	Entry        *storedEntry   `json:"entry,omitempty"`
	Facts        []string       `json:"facts"`
	Names        []string       `json:"names,omitempty"`
	Role         string         `json:"role,omitempty"`
	Confidence   string         `json:"confidence"`
	Source       storedCitation `json:"source"`
	Model        string         `json:"model"`
	ModelVersion int            `json:"model_version"`
	Level        string         `json:"level"`
	Facility     float64        `json:"facility,omitzero"`
	Why          []string       `json:"why"`
	Grounds      []storedGround `json:"grounds,omitempty"`
	Hooks        []storedHook   `json:"hooks,omitempty"`
	Corrections  []string       `json:"corrections,omitempty"`
	Now          []string       `json:"now,omitempty"`
	Words        []string       `json:"words,omitempty"`
	Unproved     bool           `json:"unproved,omitempty"`
}

type storedHook struct {
	Row   string   `json:"row,omitempty"`
	Says  string   `json:"says"`
	Facts []string `json:"facts"`
}

type storedOption struct {
	ID      string   `json:"id,omitempty"`
	Text    string   `json:"text"`
	Correct bool     `json:"correct"`
	Reason  string   `json:"reason"`
	Shows   string   `json:"shows,omitempty"`
	Belief  string   `json:"belief,omitempty"`
	Facts   []string `json:"facts"`
}

type storedPrompt struct {
	ID     string   `json:"id,omitempty"`
	Text   string   `json:"text"`
	Key    int      `json:"key"`
	Reason string   `json:"reason"`
	Facts  []string `json:"facts"`
}

type storedNumber struct {
	Key       deck.Decimal    `json:"key"` // written as 6150.5
	Tolerance deck.Decimal    `json:"tolerance"`
	Unit      string          `json:"unit"`
	Working   []string        `json:"working"`
	Mistakes  []storedMistake `json:"mistakes"`
	Facts     []string        `json:"facts"`
}

type storedMistake struct {
	Value  deck.Decimal `json:"value"`
	Reason string       `json:"reason"`
}

type storedEntry struct {
	Key       string           `json:"key"`
	MatchCase bool             `json:"match_case,omitempty"`
	Spellings []storedSpelling `json:"spellings"`
}

type storedSpelling struct {
	Text   string    `json:"text"`
	Mark   deck.Mark `json:"mark"` // in hundred-thousandths
	Reason string    `json:"reason,omitempty"`
	Shows  string    `json:"shows,omitempty"`
}

type storedCitation struct {
	Title    string    `json:"title"`
	URL      string    `json:"url"`
	Date     string    `json:"date"`
	Checked  deck.Date `json:"checked,omitempty"`
	Official bool      `json:"official"`
}

type storedGround struct {
	Fact       string         `json:"fact"`
	Says       string         `json:"says"`
	Source     storedCitation `json:"source"`
	From       string         `json:"valid_from"`
	To         string         `json:"valid_to"`
	Confidence string         `json:"confidence"`
}

func storedItemOf(it deck.Item) storedItem {
	s := storedItem{ID: it.ID, Hash: it.Hash, Subject: it.Subject, Family: it.Family, Topic: it.Topic, Type: it.Type,
		Edition: it.Edition, From: string(it.From), To: string(it.To), Lang: it.Lang, Situation: it.Situation, Case: it.Case,
		Stem: it.Stem, Wording: it.Wording, Choose: it.Choose,
		Options: each(it.Options, func(o deck.Option) storedOption { return storedOption(o) }),
		Prompts: each(it.Prompts, func(p deck.Prompt) storedPrompt { return storedPrompt(p) }),
		Facts:   it.Facts, Names: it.Names, Role: string(it.Role), Confidence: string(it.Confidence),
		Source: storedCitation(it.Source), Model: it.Model, ModelVersion: it.ModelVersion, Level: it.Level, Facility: it.Facility,
		Why: it.Why, Grounds: each(it.Grounds, storedGroundOf), Corrections: it.Corrections, Now: it.Now, Words: it.Words,
		Hooks: each(it.Hooks, func(h deck.Hook) storedHook { return storedHook(h) }), Unproved: it.Unproved}
	if n := it.Number; n != nil {
		s.Number = &storedNumber{Key: n.Key, Tolerance: n.Tolerance, Unit: n.Unit, Working: n.Working,
			Mistakes: each(n.Mistakes, func(m deck.Mistake) storedMistake { return storedMistake(m) }), Facts: n.Facts}
	}
	if e := it.Entry; e != nil {
		s.Entry = &storedEntry{Key: e.Key, MatchCase: e.MatchCase,
			Spellings: each(e.Spellings, func(s deck.Spelling) storedSpelling { return storedSpelling(s) })}
	}
	return s
}

func (s storedItem) item() deck.Item {
	it := deck.Item{ID: s.ID, Hash: s.Hash, Subject: s.Subject, Family: s.Family, Topic: s.Topic, Type: s.Type,
		Edition: s.Edition, Validity: validity(s.From, s.To), Lang: s.Lang, Situation: s.Situation, Case: s.Case,
		Stem: s.Stem, Wording: s.Wording, Choose: s.Choose,
		Options: each(s.Options, func(o storedOption) deck.Option { return deck.Option(o) }),
		Prompts: each(s.Prompts, func(p storedPrompt) deck.Prompt { return deck.Prompt(p) }),
		Facts:   s.Facts, Names: s.Names, Role: deck.Role(s.Role), Confidence: deck.Confidence(s.Confidence),
		Source: deck.Citation(s.Source), Model: s.Model, ModelVersion: s.ModelVersion, Level: s.Level, Facility: s.Facility,
		Why: s.Why, Grounds: each(s.Grounds, storedGround.ground), Corrections: s.Corrections, Now: s.Now, Words: s.Words,
		Hooks: each(s.Hooks, func(h storedHook) deck.Hook { return deck.Hook(h) }), Unproved: s.Unproved}
	if n := s.Number; n != nil {
		it.Number = &deck.Number{Key: n.Key, Tolerance: n.Tolerance, Unit: n.Unit, Working: n.Working,
			Mistakes: each(n.Mistakes, func(m storedMistake) deck.Mistake { return deck.Mistake(m) }), Facts: n.Facts}
	}
	if e := s.Entry; e != nil {
		it.Entry = &deck.Entry{Key: e.Key, MatchCase: e.MatchCase,
			Spellings: each(e.Spellings, func(s storedSpelling) deck.Spelling { return deck.Spelling(s) })}
	}
	return it
}

func storedGroundOf(g deck.Ground) storedGround {
	return storedGround{Fact: g.Fact, Says: g.Says, Source: storedCitation(g.Source), From: string(g.From), To: string(g.To),
		Confidence: string(g.Confidence)}
}

func (s storedGround) ground() deck.Ground {
	return deck.Ground{Fact: s.Fact, Says: s.Says, Source: deck.Citation(s.Source), Validity: validity(s.From, s.To),
		Confidence: deck.Confidence(s.Confidence)}
}

func validity(from, to string) deck.Validity {
	return deck.Validity{From: deck.Date(from), To: deck.Date(to)}
}

// each converts a list; nil stays nil.
func each[A, B any](list []A, convert func(A) B) []B {
	if list == nil {
		return nil
	}
	out := make([]B, len(list))
	for i, a := range list {
		out[i] = convert(a)
	}
	return out
}
