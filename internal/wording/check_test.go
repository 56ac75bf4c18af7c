package wording

import (
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"viva/internal/deck"
	"viva/internal/testkit/breakable"
	"viva/questions"
)

func TestMain(m *testing.M) { breakable.Main(m) }

const checkDay = "2026-11-29"

// edit exchanges one text for another in a file, at the first place.
type edit struct{ file, old, new string }

// broken is a built-in subject with other text in its files.
func broken(t *testing.T, folder string, edits ...edit) fstest.MapFS {
	t.Helper()
	list := make([]breakable.Edit, len(edits))
	for i, e := range edits {
		list[i] = breakable.Edit{File: e.file, Old: e.old, New: e.new}
	}
	return breakable.Files(t, folder, list...)
}

// check is what the checks say of a subject.
func check(t *testing.T, fsys fs.FS, folder string) []deck.Fault {
	t.Helper()
	decks, faults := deck.LoadProved(fsys) // whether it can be dealt is another's check
	for _, d := range decks {
		if d.ID() != folder {
			continue
		}
		found, err := Check(fsys, d, checkDay)
		if err != nil {
			t.Fatal(err)
		}
		faults = append(faults, found...)
	}
	return faults
}

func TestNothingIsWrongWithTheSubjects(t *testing.T) {
	for _, folder := range []string{"aws-support", "http-semantics"} {
		for _, f := range check(t, questions.FS, folder) {
			t.Error(f)
		}
	}
}

// Each line is a change that once passed as "all proved" and would have taught
// something false. It is refused where it stands, and the message says what to
// do.
func TestChangesOfWordsAreRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	const severity, notes = "entities-severity.yaml", "wording.yaml"
	tests := []change{
		{"the French label of a duration",
			[]edit{{severity, "text: 4 heures", "text: 8 heures"}},
			`^aws-support/entities-severity.yaml:\d+:\d+: the English has "4 hour" where the French has "8 hour"; mend`},
		{"two French names of severities exchanged",
			[]edit{{severity, "Élevée (High)", "X"}, {severity, "Normale (Normal)", "Élevée (High)"}, {severity, "X", "Normale (Normal)"}},
			`^aws-support/entities-plans.yaml:\d+:\d+: the English speaks of "high", the French of "normal"; mend`},
		{"only their French words exchanged",
			[]edit{{severity, "Élevée (High)", "X (High)"}, {severity, "Normale (Normal)", "Élevée (Normal)"}, {severity, "X (High)", "Normale (High)"}},
			`the name is written "Normale \(High\)" elsewhere; write it so here too, or mend its label`},
		{"a phrase turned into its opposite in French",
			[]edit{{"facts-severity.yaml", "est proposée sans cas de support technique", "comprend les cas de support technique"}},
			`^aws-support/facts-severity.yaml:\d+:\d+: the English denies once, the French nothing; one of the two says the opposite: mend`},
		{"a phrase turned into its opposite in English",
			[]edit{{"facts-help.yaml", "people who are not AWS customers", "people who are AWS customers"}},
			`the English denies nothing, the French once`},
		{"a need of 30 minutes made one of 15, in both languages",
			[]edit{{"facts-fit.yaml", "at most 30 minutes", "at most 15 minutes"}, {"facts-fit.yaml", "30 minutes au plus", "15 minutes au plus"}},
			`^aws-support/facts-fit.yaml:\d+:\d+: no fact about the same things holds "15 minute"; mend the figure, or type it a second time`},
		{"a need of 30 minutes for Critical made one of 15, which is another plan's target, in both languages",
			[]edit{{"facts-fit-more.yaml", "severity Critical answered within 30 minutes", "severity Critical answered within 15 minutes"}, {"facts-fit-more.yaml", "en 30 minutes à ses cas de gravité", "en 15 minutes à ses cas de gravité"}},
			`^aws-support/facts-fit-more.yaml:\d+:\d+: no fact about the same things holds "15 minute"; mend the figure, or type it a second time`},
		{"14 days made 90 in what a step is for, in both languages",
			[]edit{{"entities-cases.yaml", "no more than 14 days ago", "no more than 90 days ago"}, {"entities-cases.yaml", "depuis 14 jours au plus", "depuis 90 jours au plus"}},
			`^aws-support/entities-cases.yaml:\d+:\d+: no fact about the same things holds "90 day"; mend the figure`},
		{"14 days made 90 in a reason, in both languages",
			[]edit{{"facts-cases.yaml", "For 14 days after", "For 90 days after"}, {"facts-cases.yaml", "Pendant 14 jours après", "Pendant 90 jours après"}},
			`^aws-support/facts-cases.yaml:\d+:\d+: no fact about the same things holds "90 day"; mend the figure`},
		{"another level in a reason",
			[]edit{{"facts-severity.yaml", "a question about development cannot wait: that is Normal.", "a question about development cannot wait: that is High."}},
			`the English names "High" where the French names "Normal"`},
		{"another level in a reason, in both languages",
			[]edit{{"facts-severity.yaml", "the business itself is at risk: that is Critical.", "the business itself is at risk: that is Urgent."},
				{"facts-severity.yaml", "est en péril : c'est la gravité Critique (Critical).", "est en péril : c'est la gravité Urgente (Urgent)."}},
			`the fact "case-\w+" is about "Critical", its reason about "Urgent"; mend`},
		{"another amount in a correction, in both languages",
			[]edit{{"facts-notes.yaml", "There were five plans", "There were eight plans"}, {"facts-notes.yaml", "Il y avait cinq offres", "Il y avait huit offres"}},
			`no fact about the same things holds "8"`},
		{"another day in a note, in both languages",
			[]edit{{"facts-health.yaml", "AWS had dropped that name on 28 February 2022", "AWS had dropped that name on 28 March 2022"}, {"facts-health.yaml", "avait abandonné ce nom le 28 février 2022", "avait abandonné ce nom le 28 mars 2022"}},
			`no fact about the same things holds "2022-03-28"`},
		{"another minimum in a belief, in both languages",
			[]edit{{"misconceptions.yaml", "Many know 29 USD", "Many know 59 USD"}, {"misconceptions.yaml", "connaissent 29 USD", "connaissent 59 USD"}},
			`no fact about the same things holds "59 usd"`},
		{"a negation in a stem",
			[]edit{{"models-advisor.yaml", "Which category of Trusted Advisor helps to", "Which category of Trusted Advisor does not help to"}, {"models-advisor.yaml", "Quelle catégorie de Trusted Advisor aide à", "Quelle catégorie de Trusted Advisor n'aide pas à"}},
			`^aws-support/models-advisor.yaml:\d+:\d+: the stem denies something; ask without a negation, or say negated: true`},
		{"a model that may deny and does not",
			[]edit{{"models-advisor.yaml", "  - id: ta-check-category\n", "  - id: ta-check-category\n    negated: true\n"}},
			`no stem of the model "ta-check-category" denies anything; take negated: true out`},
		{"a slot lost in French",
			[]edit{{"models-severity.yaml", "la gravité {entity} s'appelle {value}.", "la gravité {entity} s'appelle ainsi."}},
			`the French lacks \{value\}`},
		{"a pass mark in the text of an exam, in both languages",
			[]edit{{"exams.yaml", "65 questions, of which 50 are scored", "65 questions, of which 55 are scored"}, {"exams.yaml", "65 questions, dont 50 notées", "65 questions, dont 55 notées"}},
			`^aws-support/exams.yaml:\d+:\d+: no fact about the same things holds "55"`},
		{"the first day in the text of an edition, in both languages",
			[]edit{{"deck.yaml", "sold from 24 November 2021", "sold from 14 November 2021"}, {"deck.yaml", "vendues du 24 novembre 2021", "vendues du 14 novembre 2021"}},
			`no fact about the same things holds "2021-11-14"`},
		{"another fact of today beside what was true",
			[]edit{{"facts-features.yaml", "now: [today-onramp-moves, today-onramp-ended, today-private-ended]", "now: [today-health-name]"}},
			`^aws-support/facts-features.yaml:\d+:\d+: the fact "feature-24-repost-private" tells of today with "today-health-name", which names nothing that it names; take the fact that tells what became of it`},
		{"a page of 2021, which may stand for plans of then, for one of today",
			[]edit{{"facts-features.yaml", "      - id: feature-26-countdown\n", "      - id: feature-26-countdown\n        source: S16\n"}},
			`^aws-support/facts-features.yaml:\d+:\d+: the fact "feature-26-countdown" holds in an edition that began on 2025-12-02, but its source "S16" shows the state of 2021-10-19`},
		{"sources checked on a day to come",
			[]edit{{"sources-fees.yaml", "checked: \"2026-11-22\"", "checked: \"2026-12-22\""}},
			`^aws-support/sources-fees.yaml:\d+:\d+: source "S19" was checked on 2026-12-22, which is still to come; write the day`},
		{"an official source on the host of somebody else",
			[]edit{{"sources-plans.yaml", "https://docs.aws.amazon.com/IDR", "https://docs.example.com/IDR"}},
			`^aws-support/sources-plans.yaml:\d+:\d+: source "S29" is called official, but deck.yaml does not list its host "docs.example.com"`},
		{"an official source without an address",
			[]edit{{"sources-plans.yaml", "https://docs.aws.amazon.com/goto/boto3/repostspace-2022-05-13", "\"\""}},
			`source "S30" is called official and has no address`},
		{"facts of 2024 from a page of 2026",
			[]edit{{"sources.yaml", "date: \"2025\"", "date: \"2026\""}},
			`^aws-support/facts-\w+.yaml:\d+:\d+: the fact "[\w-]+" is of a time that ended on 2025-12-01, but its source "S1" shows the state of 2026; take a page of that time`},
		{"a state later than its page",
			[]edit{{"sources-tools.yaml", "date: \"2026-07\"", "date: \"2026-07\"\n    state: \"2026-08\""}},
			`source "S31" copies a state of 2026-08, later than its own date 2026-07`},
		{"a second phrase that means the same",
			[]edit{{"facts-advisor.yaml", "EBS volumes too weak for their workload", "S3 buckets that have no versioning"}, {"facts-advisor.yaml", "des volumes EBS trop faibles pour leur charge", "des compartiments S3 dont rien ne garde les versions"}},
			`^aws-support/facts-advisor.yaml:\d+:\d+: "S3 buckets without versioning" \(check-s3-versioning\) may mean the same as "S3 buckets that have no versioning" \(check-ebs-under\), both have "bucket", "version"; give one of the facts also: \[...\], or judge the pair in paraphrases.tsv: check-ebs-under\tcheck-s3-versioning\t[0-9a-f]{12}\tdiffer`},
		{"a phrase in the words of another plan's, which many phrases have",
			[]edit{{"facts-features.yaml", "an unlimited number of technical cases", "cases about accounts and billing"}, {"facts-features.yaml", "un nombre illimité de cas techniques", "les cas sur le compte et la facturation"}},
			`"cases about accounts and billing" \(feature-24-technical-cases\) may mean the same as "account and billing cases" \(feature-24-billing-cases\), both have "`},
		{"a phrase of another thing in French alone",
			[]edit{{"facts-advisor.yaml", "des volumes EBS trop faibles pour leur charge", "des compartiments S3 dont rien ne garde les versions"}},
			`^aws-support/facts-advisor.yaml:\d+:\d+: of \d+ words of this text that have a usual translation, [01] have it here, so the two languages may speak of different things; mend the one that is wrong \(check words, text check-ebs-under.value\)`},
		{"a cue dropped in French",
			[]edit{{"facts-fit.yaml", "actualisées automatiquement chaque semaine", "actualisées chaque semaine"}},
			`the English says "automatically" and the French lacks "automatique", which all other texts have beside it; mend`},
		{"a word exchanged in English alone",
			[]edit{{"facts-help.yaml", "ask why a credit is missing from its invoice", "ask why a quota is missing from its invoice"}},
			`the English says "quota" without "quota" in the French, which says "crédit" without "credits" in the English; mend the one that is wrong`},
		{"a negation in both languages",
			[]edit{{"facts-advisor.yaml", "reports changes of status", "does not report changes of status"}, {"facts-advisor.yaml", "signale les changements d'état", "ne signale pas les changements d'état"}},
			`^aws-support/facts-advisor.yaml:\d+:\d+: the text denies something; take the negation out, or, if it is meant, list the text below "denies" in wording.yaml \(check denial, text part-eventbridge.value\)`},
		{"a negation lost in both languages",
			[]edit{{"facts-advisor.yaml", "CloudFormation stacks that send no notifications", "CloudFormation stacks that send notifications"}, {"facts-advisor.yaml", "n'envoient pas de notifications", "envoient des notifications"}},
			`the text denies nothing, though wording.yaml lists it below "denies"; put the negation back, or take the text off that list \(check denial, text check-op-stack.value\)`},
		{"a text that is listed and is not there",
			[]edit{{"wording-denials.yaml", "\n  - colour-green.value\n", "\n  - colour-blue.value\n"}},
			`^aws-support/wording-denials.yaml:\d+:5: no text that could deny something has the id "colour-blue.value"; mend the id, or delete it`},
		{"a fact of today from a page of years ago",
			[]edit{{"sources-services.yaml", "date: \"2026-11-18\"", "date: \"2024-11-18\""}},
			`^aws-support/facts-\w+.yaml:\d+:\d+: the fact "[\w-]+" holds in an edition that began on 2025-12-02, but its source "S95" shows the state of 2024-11-18; take a later page`},
		{"a source titled by another number than its address",
			[]edit{{"sources-services.yaml", "content domain 4", "content domain 3"}, {"sources-services.yaml", "domaine 4", "domaine 3"}},
			`^aws-support/sources-services.yaml:\d+:\d+: source "S60" is titled "CLF-C02 exam guide, content domain 3", but its address says domain "4"; mend`},
		{"a source titled by another year than its own",
			[]edit{{"sources.yaml", "Course notes of 21 October 2024", "Course notes of 21 October 2023"}, {"sources.yaml", "21 octobre 2024", "21 octobre 2023"}},
			`source "notes" is titled "Course notes of 21 October 2023" and dated "2024-10-21"; mend`},
		{"a judged phrase that has changed",
			[]edit{{"facts-advisor.yaml", "slowed down by too little memory", "that have more memory than is of use"}},
			`^aws-support/paraphrases.tsv:\d+:1: "Lambda functions with more memory than they need" \(check-lambda-over\) or "Lambda functions that have more memory than is of use" \(check-lambda-under\) has changed since the pair was judged; read both, and write the hash [0-9a-f]{12}`},
		{"a judgement without a reason",
			[]edit{{"paraphrases.tsv", "Paid for against included.", ""}},
			`^aws-support/paraphrases.tsv:\d+:1: say in the last cell why`},
		{"a judgement that no fact follows",
			[]edit{{"paraphrases.tsv", "differ\tAn app in Slack", "also\tAn app in Slack"}},
			`the pair is judged "also", and neither fact says so; write also: \[plan-unified\] at "feature-26-slack"`},
		{"a judgement of no kind",
			[]edit{{"paraphrases.tsv", "differ\tReading a result against running", "differs\tReading a result against running"}},
			`the judgement is "differs"; it is differ or also`},
		{"a judgement of a fact that is gone",
			[]edit{{"paraphrases.tsv", "colour-red\tcolour-yellow", "colour-red\tcolour-orange"}},
			`"colour-red" and "colour-orange" are not the ids of two facts with phrases`},
		{"an exception that nothing needs",
			[]edit{{notes, "\nexceptions:\n", "\nexceptions:\n  - {check: figures, text: check-vpn.value, reason: none}\n"}},
			`^aws-support/wording.yaml:\d+:\d+: the check "figures" finds nothing in the text "check-vpn.value"; delete the exception`},
		{"an exception of an unknown check",
			[]edit{{notes, "\nexceptions:\n", "\nexceptions:\n  - {check: figure, text: check-vpn.value, reason: none}\n"}},
			`unknown check "figure"; the checks are slots, figures`},
		{"an exception without a reason",
			[]edit{{notes, "\nexceptions:\n", "\nexceptions:\n  - {check: figures, text: check-vpn.value}\n"}},
			`an exception needs the id of its text and a reason`},
		{"a figure stated that no text has",
			[]edit{{notes, "figures: [60 minute]", "figures: [60 minute, 61 minute]"}},
			`nothing needs "61 minute" to be stated here; delete it`},
		{"judgements that cannot be read",
			[]edit{{notes, "\nstated:", "\nstated: ["}},
			`^aws-support/wording.yaml:\d+:\d+: YAML: `},
		{"judgements with an unknown key",
			[]edit{{notes, "- {texts: [check-vpn.value],", "- {text: [check-vpn.value],"}},
			`^aws-support/wording.yaml:\d+:\d+: YAML: .*text`},
	}
	for len(tests) > 0 {
		tests = refuse(t, "aws-support", tests)
	}
}

// A hook may name the codes that it states, but no others.
func TestAnotherCodeInAHookIsRefused(t *testing.T) {
	refuse(t, "http-semantics", []change{{"a code that the hook does not state",
		[]edit{{"facts-classes.yaml", "With 426 the roles", "With 422 the roles"}, {"facts-classes.yaml", "Avec 426, les rôles", "Avec 422, les rôles"}},
		`^http-semantics/facts-classes.yaml:\d+:\d+: no fact about the same things holds "422"`}})
}

// change is a mistake made on purpose.
type change struct {
	name  string
	edits []edit
	want  string // an expression that a message must match
}

// refuse makes as many of the changes at once as do not meet in a file's text,
// for reading a subject takes long, and leaves the others. Each must be refused
// in its own words.
func refuse(t *testing.T, folder string, changes []change) (left []change) {
	t.Helper()
	var made []change
	var edits []edit
	for _, c := range changes {
		if slices.ContainsFunc(c.edits, func(e edit) bool { return slices.ContainsFunc(edits, e.meets) }) {
			left = append(left, c)
			continue
		}
		made, edits = append(made, c), append(edits, c.edits...)
	}
	var said []string
	for _, f := range check(t, broken(t, folder, edits...), folder) {
		said = append(said, f.String())
	}
	for _, c := range made {
		if want := regexp.MustCompile(c.want); !slices.ContainsFunc(said, want.MatchString) {
			t.Errorf("%s: want %s; said were\n%.3000s", c.name, c.want, strings.Join(said, "\n"))
		}
	}
	return left
}

// meets reports whether two edits must not be made at once. On judgements and
// labels everything rests, so they are changed one at a time.
func (e edit) meets(o edit) bool {
	judged := strings.HasPrefix(e.file, "wording") || strings.HasPrefix(o.file, "wording")
	return judged || e.file == o.file && (e.old == o.old || strings.HasPrefix(e.file, "entities"))
}

// What the checks say of names, and of words of contrast where there are several,
// in another subject.
func TestChangesOfNamesAreRefused(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	tests := []change{
		{"the French name of another thing",
			[]edit{{"entities.yaml", "fr: {text: Accept-Ranges, gender: m}", "fr: {text: Accept, gender: m}"}},
			`^http-semantics/entities.yaml:\d+:\d+: the French name is that of "Accept" in English; mend`},
		{"one of two words of contrast made the other, in French",
			[]edit{{"facts-classes.yaml", "et le serveur répond aussitôt « continuez »", "et le client répond « continuez »"}},
			`^http-semantics/facts-classes.yaml:\d+:\d+: the English says "server", the French "client"; mend`},
		{"a duty made a possibility, in French",
			[]edit{{"facts-codes.yaml", "la longueur du contenu doit être indiquée", "la longueur du contenu peut être indiquée"}},
			`the English says "must", the French "peut"; mend`},
		{"a negation beside a word that only looks like one",
			[]edit{{"facts-classes.yaml", "la requête a été reçue, comprise et acceptée", "la requête n'a pas été reçue, comprise et acceptée"}},
			`the English denies nothing, the French once`},
	}
	for len(tests) > 0 {
		tests = refuse(t, "http-semantics", tests)
	}
}

// A subject that lists no text below "denies" is not asked what it denies.
func TestDenialsAreListedOrNot(t *testing.T) {
	fsys := broken(t, "http-semantics")
	delete(fsys, "http-semantics/wording-denials.yaml")
	for _, f := range check(t, fsys, "http-semantics") {
		t.Error(f)
	}
}
