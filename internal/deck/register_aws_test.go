package deck

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// awsSupport is the shipped subject, editable.
func awsSupport(t *testing.T) fstest.MapFS {
	t.Helper()
	dir := os.DirFS("../../questions")
	names, err := fs.Glob(dir, "aws-support/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatal("no subject aws-support: ", err)
	}
	fsys := fstest.MapFS{}
	for _, name := range names {
		b, err := fs.ReadFile(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		fsys[name] = &fstest.MapFile{Data: b}
	}
	return fsys
}

// awsRegister is what the shipped register says, unchecked.
func awsRegister(t *testing.T) registerFile {
	t.Helper()
	b, err := os.ReadFile("../../questions/aws-support/register.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f, value := readYAML("register.yaml", b)
	var in registerFile
	f.validate(value, &in)
	for _, fault := range f.faults {
		t.Fatal(fault)
	}
	return in
}

// Every entry of the register that reviewers keep is enforced by a rule.
func TestRegisterIsComplete(t *testing.T) {
	entered := map[int]bool{}
	for _, r := range awsRegister(t).Rules {
		entered[r.Entry] = true
	}
	for n := 1; n <= 61; n++ {
		if !entered[n] {
			t.Errorf("register no. %d has no rule", n)
		}
	}
	fsys := awsSupport(t)
	patch{"register.yaml", "  - entry: 19\n", "  - entry: 9\n"}.apply(t, fsys, "aws-support")
	if got, want := faultsOf(fsys, "aws-support"), "register.yaml:4:1: register no. 19 has no rule; add one"; !strings.Contains(got, want) {
		t.Errorf("got %s, want %s", got, want)
	}
}

// Each rule has been seen to find what it is for: every patch breaks the
// shipped files in one place, all of them are checked in one go, and each must
// be told under its entry.
func TestRegisterFindsEachEntry(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	tests := []struct {
		entry int
		patch
		want string // words of the fault
	}{
		{1, patch{"models-plans.yaml", "In the 2024 line-up, which plan {value}?", "Of the five plans, which {value}?"}, `"five plans"`},
		{2, patch{"models-plans.yaml", "In the 2026 line-up, which is the lowest-cost plan on which a customer can {value}?", "Which is the lowest-cost paid plan on which a customer can {value}?"}, `"lowest-cost paid plan"`},
		{3, patch{"models-plans.yaml", "In the 2026 line-up, what is the minimum monthly charge for {entity}?", "What is the minimum monthly charge for {entity}?"}, `"29 USD"`},
		{3, patch{"models-plans.yaml", "In the 2024 line-up, on which plan was {value}", "On which plan was {value}"}, `"Business"`},
		{3, patch{"models-plans.yaml", "Dans la gamme 2026, quel est l'objectif de première réponse pour", "Quel est l'objectif de première réponse pour"}, `"30 min"`},
		{4, patch{"facts-plans.yaml", "entity: plan-enterprise, value: usd-5000,", "entity: plan-enterprise, value: usd-15000,"}, `"15,000"`},
		{4, patch{"facts-plans.yaml", "source: S3, value: usd-15000,", "source: S3, value: usd-5000,"}, `5,000": register no. 4: 5,000`},
		{5, patch{"facts-features.yaml", `"Critical Workload Reviews"`, `"more than 500 checks of Trusted Advisor"`}, `says "more than 500 checks"`},
		{5, patch{"models-notes.yaml", "In the description of which plan do the course notes mention {value}?", "In the description of which plan do you find {value}?"}, `"core checks"`},
		{6, patch{"facts-fit.yaml", "a security team wants all checks", "a security team wants the IAM Use check among all checks"}, `"IAM Use"`},
		{10, patch{"facts-fit.yaml", "an agency wants every Trusted Advisor check and no person", "an agency wants every Trusted Advisor check and no Concierge"}, `"Concierge"`},
		{10, patch{"facts-fit.yaml", "an airline wants a designated Technical", "an airline wants the Concierge and a designated Technical"}, `no. 10: Enterprise On-Ramp had`},
		{11, patch{"facts-fit.yaml", "a railway wants a designated", "a railway wants white-glove billing and a designated"}, `"white-glove"`},
		{11, patch{"facts-fit.yaml", "a chemicals group wants an AWS account team", "a chemicals group wants a Domain Specialist Engineer and an account team"}, `Domain Specialist`},
		{12, patch{"facts-fit.yaml", "a shop wants a first response target", "a shop with a production-critical site wants a first response target"}, `"production-critical"`},
		{13, patch{"facts-fit.yaml", "a laboratory tries services out", "a laboratory where only the primary contact may open cases tries services out"}, `may open cases`},
		{14, patch{"models-cases.yaml", "In the line-up of 2024, which plans came with {entity:the}?", "Which plans come with {entity:the}?"}, `the stem says none of "2024"`},
		{14, patch{"models-cases.yaml", "Parmi les offres vendues depuis le 2 décembre 2025, lesquelles donnent droit {entity:to} ?", "Quelles offres donnent droit {entity:to} ?"}, `"changement de gravité d'un cas déjà"`},
		{15, patch{"facts-fit.yaml", "a trainee building a demonstration wants", "a trainee who changes the support plan as the root user wants"}, `root`},
		{16, patch{"facts-fit.yaml", "a car maker wants the recommendations", "a car maker that subscribes to Enterprise wants the recommendations"}, `subscribe`},
		{17, patch{"facts-tools.yaml", "be warned of usage close to a quota and be shown savings in cost and gaps in security as well", "be warned of usage close to a quota"}, `the stem made of fact "tool-advisor-quota" says none of`},
		{17, patch{"facts-tools.yaml", "also: [trusted-advisor, cloudwatch]", "also: [cloudwatch]"}, `does not list "trusted-advisor" under "also"`},
		{20, patch{"facts-fit.yaml", "a museum wants guidance", "a museum reads the five categories and wants guidance"}, `"five categories"`},
		{20, patch{"facts-advisor.yaml", "valid_from: \"2024-01-01\"\n    valid_to: \"\"\n    confidence: H\n    source: S8-operations\n    exclusive: true\n    facts:\n      - id: category-operations", "valid_from: \"2021-11-24\"\n    valid_to: \"\"\n    confidence: H\n    source: S8-operations\n    exclusive: true\n    facts:\n      - id: category-operations"}, `holds from 2021-11-24`},
		{21, patch{"facts-advisor.yaml", "risky ports left open to the whole Internet", "what the category calls resilience"}, `resilience`},
		{22, patch{"facts-fit.yaml", "a student tries out AWS,", "a student who knows that there is no support in Basic"}, `"no support in Basic"`},
		{23, patch{"models-severity.yaml", "Within what time does AWS aim to give the first response?", "Within what time does AWS answer?"}, `the stem says none of "first response"`},
		{23, patch{"models-plans.yaml", "By when does AWS aim to give the first response?", "By when does AWS answer?"}, `the stem says none of "first response"`},
		{23, patch{"facts-fit.yaml", "a stock exchange needs a first response target", "a stock exchange needs an SLA"}, `"SLA"`},
		{24, patch{"facts-features.yaml", "a recurring AWS Countdown Premium subscription", "a dedicated AWS Countdown Premium subscription"}, `says "dedicated"`},
		{24, patch{"misconceptions.yaml", "Enterprise had a designated one; a shared pool", "Enterprise had a dedicated one; a shared pool"}, `the reason says "dedicated"`},
		{24, patch{"models-plans.yaml", "quelle aide humaine dispose un client de l'offre {entity} ?", "quelle aide humaine dédiée dispose un client de l'offre {entity} ?"}, `the stem says "dédiée"`},
		{25, patch{"entities-help.yaml", "    fr: {text: Enterprise On-Ramp, gender: f}", "    fr: {text: Entreprise On-Ramp, gender: f}"}, `"Enterprise On-Ramp" is "Entreprise On-Ramp" in French`},
		{26, patch{"models-notes.yaml", "In commercial AWS Regions, for which plan", "For which plan"}, `the stem says none of "commercial"`},
		{26, patch{"entities-timeline.yaml", "end of Developer and Business in commercial Regions", "end of Developer and Business everywhere"}, `"end of Developer"`},
		{27, patch{"facts-features.yaml", `"a whole AWS team within reach`, `"everything in Enterprise and a whole AWS team within reach`}, `everything in Enterprise`},
		{28, patch{"facts-fit.yaml", "two founders experiment with AWS", "two founders experiment with AWS IQ"}, `"AWS IQ"`},
		{29, patch{"facts-fit.yaml", "a bakery chain with systems in production wants", "a bakery chain that sends 10 files wants"}, `"10 files"`},
		{30, patch{"facts-fit.yaml", "a wholesaler needs", "a wholesaler on the Free Tier needs"}, `"Free Tier"`},
		{31, patch{"models-exam.yaml", "According to the guide of April 2026, how many", "Today, how many"}, `the stem says none of "guide of April 2026"`},
		{31, patch{"models-exam.yaml", "which domain makes up {value}", "the exam asks, which domain makes up {value}"}, `"the exam asks"`},
		{32, patch{"facts-fit.yaml", "a delivery service needs", "a delivery service that did nothing before 2027 needs"}, `did nothing`},
		{33, patch{"models-plans.yaml", "In the 2026 line-up, which is the lowest-cost plan with {value}?", "In the 2026 line-up, which plan comes with {value}?"}, `the stem says none of "lowest[- ]cost"`},
		{34, patch{"facts-features.yaml", "prioritized answers on AWS re:Post", "a charge of 9% of monthly usage"}, `"9% of monthly usage"`},
		{42, patch{"models-help.yaml", "Which of these tasks falls {entity:to}?", "Which of these tasks, unknown to the Abuse team, falls {entity:to}?"}, `"Abuse team"`},
		{44, patch{"models-tools.yaml", "A company wants to {value}. Which of these serves", "A company wants a forecast and to {value}. Which of these serves"}, `"forecast"`},
		{45, patch{"facts-fit.yaml", "a payment provider needs", "a payment provider with Cost Explorer over 12 months needs"}, `"Cost Explorer over 12 months"`},
		{47, patch{"facts-fit.yaml", "a fashion house wants", "a fashion house with AWS Activate credits of 100,000 USD wants"}, `"Activate credits of 100,000`},
		{48, patch{"facts-fit.yaml", "a hotel runs", "a hotel with billing help by chat runs"}, `"billing help by chat"`},
		{49, patch{"models-help.yaml", "Whose task is it to {value}?", "Which is NOT a benefit of a partner, to {value}?"}, `"NOT a benefit of a partner"`},
		{50, patch{"facts-fit.yaml", "a university wants", "a university with the solutions architect included in Enterprise wants"}, `solutions architect included in Enterprise`},
		{51, patch{"facts-fit.yaml", "a theatre wants", "a theatre with support in Japanese wants"}, `"support in Japanese"`},
		{52, patch{"facts-fit.yaml", "a brewery wants", "a brewery that replies to cases by e-mail wants"}, `"replies to cases by e-mail"`},
		{53, patch{"models-exam.yaml", "what share of the scored content does", "which lists Developer, what share of the scored content does"}, `lists Developer`},
		{54, patch{"facts-health.yaml", "shows in a console the AWS events", "shows the AWS events"}, `says none of "console"`},
		{54, patch{"facts-features.yaml", "monitoring of applications, not only for security, as part of the plan", "included monitoring of applications"}, `"monitor"`},
		{55, patch{"entities-situations.yaml", "opens a case about its VPN connection to AWS", "opens a case with an engineer about its VPN connection to AWS"}, `"engineer"`},
		{57, patch{"facts-fit.yaml", "une question de gravité Normale (Normal) posée", "une question de gravité Normal posée"}, `"gravité Normal"`},
		{58, patch{"facts-plans.yaml", "a Low case opened on Developer on a Friday evening was due an answer on", "a Low case was due on"}, `"case was due on"`},
		{58, patch{"facts-plans.yaml", "pour un cas Normal du vendredi soir avec Developer, réponse visée le mardi", "il était attendu pour le mardi"}, `"il était attendu`},
		{59, patch{"models-situations.yaml", "should a case about the customer's technical problem or question be opened, if", "should a case be opened about this, if"}, `"about this,"`},
		{60, patch{"facts-fit-more.yaml", "to get the e-mails of a technical case\"", "to get the e-mails of a technical case, at the lowest price\""}, `"lowest price"`},
		{61, patch{"facts-partners.yaml", "le client accepte les conditions du vendeur", "le client accepte l'un et l'autre"}, `the rule of fact "does-pricing" says`},
		{61, patch{"facts-help.yaml", "AWS Professional Services construit, facture et repart", "ceux-là construisent, facturent et repartent"}, `"ceux-là"`},
		{56, patch{"models-severity.yaml", "en: \"That is what {sibling:the} depends on.\"", "en: \"In the course notes, that is what {sibling:the} depends on.\""}, `says "course notes" of fact "notes-advice-environment", which was read in source "S7"`},
	}
	fsys := awsSupport(t)
	for _, tt := range tests {
		tt.apply(t, fsys, "aws-support")
	}
	// The hook of what holds too early must hold as early, or nothing is read on.
	patch{"facts-advisor.yaml", "states: [check-op-build, check-op-alarm]", "states: [check-vpn]"}.apply(t, fsys, "aws-support")
	faults := strings.Split(faultsOf(fsys, "aws-support"), "\n")
	for _, tt := range tests {
		t.Run(fmt.Sprintf("no. %d in %s", tt.entry, tt.file), func(t *testing.T) {
			for _, f := range faults {
				if strings.HasPrefix(f, path.Join("aws-support", tt.file)+":") && strings.Contains(f, tt.want) &&
					strings.Contains(f, fmt.Sprintf("register no. %d: ", tt.entry)) {
					return
				}
			}
			t.Errorf("nothing about %s in:\n%s", tt.want, strings.Join(faults, "\n"))
		})
	}
}

// What the register keeps apart is never drawn for one item; with the rule
// taken away, it could be.
func TestRegisterKeepsApart(t *testing.T) {
	if testing.Short() {
		t.Skip("longer than -short allows")
	}
	names := []patch{ // labels that entry 7 is about, which the shipped files avoid
		{"facts-advisor.yaml", "risky ports left open to the whole Internet", "Security Groups: Specific Ports Unrestricted"},
		{"facts-advisor.yaml", `"EC2 instances that are hardly used"`, `"Security Groups: Unrestricted Access"`},
		// and those of entries 37 to 46
		{"facts-advisor.yaml", "load balancers with next to no traffic", "AWS Knowledge Center"},
		{"facts-help.yaml", "explain the lines of an invoice", "AWS Prescriptive Guidance"},
		{"facts-help.yaml", "look after enquiries about an account", "white papers"},
		{"facts-help.yaml", "help sort out a problem with a payment", "a professional services product"},
		{"facts-help.yaml", "share good practice on billing and accounts", "private offers"},
		{"facts-help.yaml", "bring together AWS experts and programs for the customer", "Private Marketplace"},
		{"facts-help.yaml", "hold business reviews with the customer", "ISV"},
		{"facts-help.yaml", "help the customer get ready for a planned event", "technology partner"},
		{"facts-help.yaml", "serve as the customer's escalation point for a fault that drags on", "services partner"},
		{"facts-help.yaml", "give proactive advice on how the customer operates on AWS", "consulting partner"},
		{"facts-help.yaml", "be the customer's main contact for its workloads over time", "the public AWS Pricing Calculator"},
		{"facts-help.yaml", "receive reports of abuse that comes from AWS resources", "AWS Pricing Calculator in the billing console"},
		{"facts-help.yaml", "follow up complaints about spam sent from AWS", "service quota"},
	}
	tests := []struct {
		entry int
		a, b  string
	}{
		{7, "check-ports", "check-ec2-low"},
		{8, "personal-health-dashboard", "health-dashboard"},
		{9, "iem", "countdown"},
		{18, "service-quotas", "quota-request"},
		{19, "abuse-team", "trust-safety"},
		{35, "proserve", "partner"},
		{36, "concierge", "billing-case"},
		{37, "check-idle-lb", "repost"},
		{38, "duty-concierge-lines", "duty-concierge-account"},
		{39, "duty-concierge-payment", "proserve"},
		{40, "duty-concierge-practice", "duty-tam-coordinate"},
		{41, "duty-tam-business-review", "duty-tam-event"},
		{41, "duty-tam-escalation", "duty-tam-proactive"},
		{43, "duty-tam-contact", "duty-trust-reports"},
		{46, "duty-trust-spam", "cat-limits"},
	}
	barred := func(t *testing.T, change func(*rule) bool) map[string]map[string]bool {
		t.Helper()
		fsys := awsSupport(t)
		for _, p := range names {
			p.apply(t, fsys, "aws-support")
		}
		b := newBuilder()
		b.read(fsys, "aws-support")
		b.register.Rules = slices.DeleteFunc(b.register.Rules, change)
		b.link()
		return b.barred
	}
	kept := barred(t, func(*rule) bool { return false })
	freed := barred(t, func(r *rule) bool { return r.Apart != nil })
	for _, tt := range tests {
		if !kept[tt.a][tt.b] || !kept[tt.b][tt.a] {
			t.Errorf("register no. %d does not keep %s and %s apart", tt.entry, tt.a, tt.b)
		}
		if freed[tt.a][tt.b] {
			t.Errorf("%s and %s are apart without register no. %d", tt.a, tt.b, tt.entry)
		}
	}
}
