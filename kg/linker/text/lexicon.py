"""Word lists that more than one stage of the linker reads."""

from __future__ import annotations

from kg.linker.text.tokens import TokenText

#: Nouns beside a name that say what it is; the name of a type noun's class.
TYPE_NOUNS = {
    "dataset": "data", "datasets": "data", "corpus": "data", "corpora": "data", "data": "data", "database": "data",
    "collection": "data", "benchmark": "test", "benchmarks": "test", "leaderboard": "test", "suite": "test",
    "testbed": "test", "exam": "test", "challenge": "test", "test": "test", "arena": "test", "task": "test",
    "tasks": "test", "model": "model", "models": "model", "llm": "model", "llms": "model", "family": "model",
    "series": "model", "backbone": "model", "architecture": "model", "network": "model", "networks": "model",
    "agent": "model", "agents": "model", "encoder": "model", "chatbot": "model", "system": "model",
    "algorithm": "method", "method": "method", "methods": "method", "framework": "method", "approach": "method",
    "technique": "method", "optimizer": "method", "pipeline": "method", "strategy": "method", "library": "method",
    "toolkit": "method", "procedure": "method", "paradigm": "method", "platform": "method", "loss": "method",
    "training": "method", "prompting": "method", "tool": "method", "score": "method",
}  # fmt: skip
#: What stands before a name that the text gives: "called X".
NAMING_WORDS = frozenset(("called", "named", "dubbed", "termed", "coined", "nicknamed", "denoted"))
_INTRODUCING_VERBS = ("introduce", "introduces", "propose", "proposes", "present", "presents")
#: Verbs after which a phrase without an article is a name: "we propose X".
PROPOSING_VERBS = frozenset((*_INTRODUCING_VERBS, "proposing", "introducing"))
#: What "we" do that makes a thing, and what "we" do in a paper at all.
MAKING_VERBS = frozenset(
    (*_INTRODUCING_VERBS, "develop", "develops", "release", "build", "construct", "create", "describe", "train")
)
PRESENTING_VERBS = MAKING_VERBS | {
    "evaluate", "evaluates", "examine", "investigate", "analyze", "study", "compare", "explore", "assess", "test",
    "survey", "review", "benchmark", "report",
}  # fmt: skip
#: "A new benchmark is presented": participles that say what the authors did where no "we" does.
PRESENTED = frozenset(("presented", "proposed", "introduced", "described", "reported", "investigated"))
AUTHORS = frozenset(("we", "our", "us"))
#: What authors call their own work, and what stands in the sentence that says what they did.
OWN_WORK = frozenset(
    ("paper", "work", "study", "report", "article", "survey", "research", "investigation", "review", "thesis")
)
CLAIMING_WORDS = frozenset(
    (*_INTRODUCING_VERBS, "proposed", "study", "studies", "investigate", "investigates", "explore", "explores",
     "develop", "address", "addresses", "examine", "paper", "work")
)  # fmt: skip
#: What is done with a name, by beginnings of words (``*``) and whole words, chosen by reading annotated sentences.
ACTION_WORDS = {
    "introduces": """introduc* propos* present presents releas* develop* creat* construct* collect* curat* build builds
        building built design* offer offers contribut* publish* call called dub dubbed term termed coin* unveil*
        describ* formulat* named namely""",
    "uses": """use uses used using usage utiliz* leverag* employ* adopt* appl* based basing backbone* integrat* extend*
        extension* combin* augment* incorporat* equip* power powered initializ* implement* instantiat* adapt* upon top
        spanning inspired generaliz* modif* replac*""",
    "trains": "train trains trained training pretrain* pre-train* fine-tun* finetun* tune tuned tuning distill*",
    "evaluates": """evaluat* test tests tested testing assess* benchmark* examin* analy* investigat* probe probes
        probing study studies studied studying audit* measur* experiment* explor* diagnos* validat*""",
    "compares": """outperform* surpass* exceed* beat beats beating better improv* over than compar* baseline* versus vs
        against competitive* match matches matching rival* par superior* inferior* unlike contrast* relative close
        approaching lag lags behind gap gaps prefer*""",
    "shows": """achiev* score scores scored reach* obtain* perform* accura* show shows showed shown exhibit* struggl*
        fail* degrad* drop* suffer* reveal* find finds found demonstrat*""",
    "sets the scene": """recent* existing prior previous* popular* success* rise advent emerg* wide* despite although
        however while remarkabl* have has often typical* common*""",
}
#: What joins a name to its action: "compared WITH", "outperforms models SUCH as", "based ON".
JOINING_WORDS = frozenset(
    ("of", "to", "on", "with", "by", "from", "in", "for", "over", "than", "against", "including", "like", "as", "via",
     "using", "such", "between", "both", "only", "even", "upon", "into", "under", "across", "through", "is", "are",
     "was", "were", "called", "named", "beyond", "without", "our", "the", "a", "e.g", "i.e")
)  # fmt: skip
#: Words around a name that tell types and roles apart, by their beginnings; weights are trained.
CUE_STEMS = """
    introduc propos present releas develop creat construct collect curat build built design offer contribut
    publish novel new call name dub evaluat test assess benchmark examin analy investigat prob stud audit measur
    experiment result achiev score reach obtain perform accura demonstrat show outperform surpass exceed beat
    better improv over than compar baseline versus against state-of-the-art sota competitive match comparable
    prior previous existing recent such like including unlike although despite however while train pretrain
    fine-tun finetun tun learn data dataset corpus corpora token us using utiliz leverag employ adopt appl bas
    built-on backbone via through with integrat extend generat judg annotat simulat prompt ask answer across on
    from our we this in-context instance example e.g inspired motivat rise popular success advent emergence widely
    demonstrated model llm llms framework method algorithm task suite open-source commercial proprietary
"""


def type_noun_beside(tokens: TokenText, first: int, last: int) -> str | None:
    """Find the class of a type noun right after a span, or right before it, in the same sentence."""
    begin, end = tokens.sentence_at(first)
    after = tokens.words[last].lower() if last < end else ""
    before = tokens.words[first - 1].lower() if first > begin else ""
    return TYPE_NOUNS.get(after) or TYPE_NOUNS.get(before)
