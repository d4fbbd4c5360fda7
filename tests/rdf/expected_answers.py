"""The answer of each saved query for the graph of the tests: its parameters, and its rows as a table in a pipe."""

from __future__ import annotations

GAMMA = "paper:doi-10.1000-gamma-1-96a62eb5"
DELTA = "paper:x-delta-pi-20aca5dc-882f6083"
ALPHA_TITLE = 'Alpha: "Quiz" <b>Bench</b>'
DELTA_TITLE = "Delta \\ π 😀"
BETA_TEXT = "Owl-7B, trained on WebText, beats GPT-3 on QuizBench and MathSet: 60% against 41.5%."

# Query: values of its parameters, and the rows, cells joined by " | ".
EXPECTED: dict[str, tuple[dict[str, str], list[str]]] = {
    "artifact-trend": (
        {"artifact": "GPT-3"},
        [
            "2020 | kg:evaluates | 1 | 0",
            "2021 | kg:comparesWith | 1 | 0",
            "2022 | kg:comparesWith | 1 | 0",
            "2022 | kg:mentions | 1 | 0",
        ],
    ),
    "benchmark-introductions": (
        {},
        [f"QuizBench | {ALPHA_TITLE} | 2020-05-01 | 0.95 | artifact:quizbench | paper:2005.00001"],
    ),
    "benchmarks-by-year": (
        {"since": "2022"},
        [
            "2022 | artifact:hardexam | HardExam | 1 | 0",
            "2022 | artifact:mathset | MathSet | 1 | 0",
            "2022 | artifact:quizbench | QuizBench | 1 | 0",
        ],
    ),
    "benchmarks-together": ({}, ["artifact:mathset | MathSet | artifact:quizbench | QuizBench | 2"]),
    "benchmarks-for-topic": ({"topic": "evaluation"}, ["QuizBench | question answering | 2 | artifact:quizbench"]),
    "corrected-links": (
        {},
        [f"role by Ada, 2024-01-02 | kg:mentions | GPT-3 | {DELTA_TITLE} | artifact:gpt-3 | {DELTA}"],
    ),
    "disagreements": ({}, ["GPT-3 | QuizBench | accuracy | % | 41.5 | 43 | 2"]),
    "doubtful-links": (
        {},
        [
            f"0.5 | kg:mentions | GPT-3 | {DELTA_TITLE} | "
            "We present TreeTuning, tested on HardExam. Unlike GPT-3, trees. | "
            f"artifact:gpt-3 | {DELTA} | link:a98acd4b0a8bc26b"
        ],
    ),
    "evaluations-on": (
        {"on": "quiz bench"},
        [f"Gamma | 2022 | 2 | {GAMMA}", "Beta | 2021-06 | 2 | paper:2106.00002"],
    ),
    "families": ({}, ["GPT | 4 | GPT-3 | 4 | artifact:gpt | artifact:gpt-3"]),
    "gaps": ({"family": "Owl"}, ["artifact:hardexam | HardExam | 1"]),
    "graph-counts": ({}, []),
    "incomparable-results": (
        {"on": "MathSet"},
        [
            "no plain score: gain absolute | 3.5 | points | accuracy |  | zero-shot | Gamma | "
            f"On QuizBench and MathSet we compare with Owl-7B and GPT-3. We gain 3.5 points accuracy. | {GAMMA}"
        ],
    ),
    "largest-gains": (
        {},
        [
            "gain_absolute | accuracy | points | 3.5 | up to |  |  | MathSet | zero-shot | 0 | Gamma | "
            f"On QuizBench and MathSet we compare with Owl-7B and GPT-3. We gain 3.5 points accuracy. | {GAMMA}"
        ],
    ),
    "leaderboard": (
        {"on": "QuizBench"},
        [
            f"accuracy | % | 60 | Owl-7B |  | 2 | 0 | Beta | {BETA_TEXT} | artifact:owl-7b | paper:2106.00002",
            f"accuracy | % | 43 | GPT-3 |  | 2 | 0 | Beta | {BETA_TEXT} | artifact:gpt-3 | paper:2106.00002",
            f"accuracy | % | 41.5 | GPT-3 |  | 2 | 0 | {ALPHA_TITLE} | "
            "We introduce QuizBench. GPT-3 reaches 41.5% accuracy on QuizBench. | artifact:gpt-3 | paper:2005.00001",
        ],
    ),
    "lineage": (
        {"artifact": "GPT"},
        ["descendant | artifact:gpt-3 | GPT-3 | kg:memberOfFamily | artifact:gpt"],
    ),
    "link-evidence": (
        {"paper": "arXiv:2106.00002", "artifact": "gpt-3"},
        [f"kg:comparesWith | 0.9 | GPT-3 | dcterms:abstract | 34 | 39 | {BETA_TEXT}"],
    ),
    "model-results": (
        {"model": "Owl"},
        [
            "Owl-7B | QuizBench | accuracy | 60 | % | score | Beta | artifact:owl-7b | artifact:quizbench | "
            "paper:2106.00002"
        ],
    ),
    "models-compared-with": ({"with": "GPT 3"}, ["artifact:owl-7b | Owl-7B | 2"]),
    "most-used-benchmarks": (
        {},
        [
            "artifact:quizbench | QuizBench | 3 | 2",
            "artifact:mathset | MathSet | 2 | 2",
            "artifact:hardexam | HardExam | 1 | 1",
        ],
    ),
    "new-entities": ({}, ["artifact:owl-7b | Owl-7B | 2", "artifact:treetuning | TreeTuning | 1"]),
    "organisations": ({}, ["organisation:openai | OpenAI | 0 | 4", "organisation:quiz-lab | Quiz Lab | 1 | 0"]),
    "paper-links": (
        {"paper": "Delta \\ π 😀"},
        [
            "kg:evaluatesOn | HardExam | 0.9 | HardExam | 1 | artifact:hardexam",
            "kg:introduces | TreeTuning | 0.9 | TreeTuning | 1 | artifact:treetuning",
            "kg:mentions | GPT-3 | 0.5 | GPT-3 | 1 | artifact:gpt-3",
            "kg:primaryTopic | tree tuning | 1 |  | 0 | topic:tree-tuning",
        ],
    ),
    "papers-without-links": ({}, ["Epsilon | 2023-01-01 | false | paper:epsilon-6ebf3c8d"]),
    "provenance": (
        {"paper": "2005.00001"},
        [
            "listing | listing:page-one.txt-1 | page one.txt, 1",
            "listing | listing:two.jsonl-7 | two.jsonl, 7",
            "software | build:software-0.1.0 | PaperAtlas 0.1.0",
            "source | source:page-one.txt | page one.txt",
            "source | source:two.jsonl | two.jsonl",
            "used | build:catalogue-cat1 | catalogue cat1",
            "used | build:linker-lin1 | linker lin1",
            "used | build:topics-top1 | topics top1",
        ],
    ),
    "related-topics": ({"to": "assessment"}, ["topic:question-answering | question answering | 2"]),
    "replaced-names": ({}, ["artifact:generative-pre-trained-transformer-3 | GPT-3 | artifact:gpt-3"]),
    "similar-papers": (
        {"like": "beta-1"},
        [
            f"Gamma | 1.92 | 4 | 1 | {GAMMA}",
            f"{ALPHA_TITLE} | 0.92 | 2 | 1 | paper:2005.00001",
            f"{DELTA_TITLE} | 0.25 | 1 | 0 | {DELTA}",
        ],
    ),
    "state-of-the-art": (
        {},
        [
            "QuizBench | accuracy | 60 | % | Owl-7B | 2 |  | 0 | Beta | "
            "artifact:quizbench | artifact:owl-7b | paper:2106.00002"
        ],
    ),
    "strongest-baselines": ({}, ["artifact:gpt-3 | GPT-3 | 2", "artifact:owl-7b | Owl-7B | 1"]),
    "topic-benchmarks": (
        {"topic": "evaluation"},
        ["artifact:mathset | MathSet | 2", "artifact:quizbench | QuizBench | 2"],
    ),
    "topic-papers": (
        {"topic": "topic:evaluation"},
        [
            f"Gamma | 2022 | 1 | {GAMMA}",
            f"{ALPHA_TITLE} | 2020-05-01 | 1 | paper:2005.00001",
            "Beta | 2021-06 | 0 | paper:2106.00002",
        ],
    ),
    "topics-by-year": (
        {"since": "2022"},
        [
            "2022 | topic:evaluation | evaluation | 1 | 0",
            "2022 | topic:question-answering | question answering | 1 | 0",
            "2022 | topic:tree-tuning | tree tuning | 1 | 0",
        ],
    ),
    "training-data": ({"model": "Owl"}, ["WebText | Owl-7B | Beta | artifact:webtext | paper:2106.00002"]),
    "training-datasets": ({}, ["artifact:webtext | WebText | 1"]),
    "type-conflicts": ({}, ["artifact:mathset | MathSet | 0 | 1 | 1 | 0"]),
    "used-with": (
        {"with": "Quiz Benchmark"},
        [
            "artifact:gpt-3 | GPT-3 | 3",
            "artifact:mathset | MathSet | 2",
            "artifact:owl-7b | Owl-7B | 2",
            "artifact:webtext | WebText | 1",
        ],
    ),
    "who-first": (
        {"artifact": "GPT-3"},
        [
            f"kg:evaluates | 2020-05-01 | {ALPHA_TITLE} | 0 | paper:2005.00001",
            "kg:comparesWith | 2021-06 | Beta | 0 | paper:2106.00002",
        ],
    ),
}
EXPECTED |= {
    "papers-of-author": ({"author": "Ada B."}, [f"{ALPHA_TITLE} | 2020-05-01 | 1 | paper:2005.00001"]),
    "co-authors": ({"author": "Ada B."}, ["author:cee-d | Ceé D. | 1"]),
    "papers-of-organisation": (
        {"organisation": "Quiz Lab"},
        [f"{ALPHA_TITLE} | 2020-05-01 | Quiz Lab | organisation:quiz-lab | paper:2005.00001"],
    ),
    "papers-in-venue": (
        {"venue": "QuizConf"},
        [f"{ALPHA_TITLE} | 2020-05-01 | QuizConf |  | venue:quizconf | paper:2005.00001"],
    ),
    "papers-in-category": ({"category": "cs.CL"}, [f"{ALPHA_TITLE} | 2020-05-01 | paper:2005.00001"]),
    "citations-in-graph": ({}, [f"{ALPHA_TITLE} | 2020-05-01 | 1 | paper:2005.00001"]),
    "code-and-data-of-papers": (
        {},
        [
            f"{ALPHA_TITLE} | code | https://github.com/quiz/bench | paper:2005.00001",
            f"{DELTA_TITLE} | code | https://github.com/delta/trees | {DELTA}",
        ],
    ),
    "conflicting-values": (
        {},
        [
            f"{ALPHA_TITLE} | authors | Ada B.; Ceé D. | Ada B.; Ed F. | source:page-one.txt | source:two.jsonl "
            "| paper:2005.00001",
            f"{ALPHA_TITLE} | date | 2020 | 2021-02 | source:page-one.txt | source:two.jsonl | paper:2005.00001",
        ],
    ),
    "undated-papers": ({}, []),
}
EXPECTED["scores-side-by-side"] = (
    {"on": "QuizBench"},
    [
        "GPT-3 | accuracy | 43 | % |  | paper | Beta | 2021-06 | artifact:gpt-3 | paper:2106.00002",
        f"GPT-3 | accuracy | 41.5 | % |  | paper | {ALPHA_TITLE} | 2020-05-01 | artifact:gpt-3 | paper:2005.00001",
        "Owl-7B | accuracy | 60 | % |  | paper | Beta | 2021-06 | artifact:owl-7b | paper:2106.00002",
    ],
)
EXPECTED["graph-counts"] = (
    {},
    [
        "kg:Link | 20", "rdf:Statement | 20", "kg:Evidence | 18", "oa:SpecificResource | 18",
        "oa:TextQuoteSelector | 18", "oa:TextPositionSelector | 18", "kg:Artifact | 9", "fabio:ResearchPaper | 5",
        "schema:ScholarlyArticle | 5", "kg:Model | 4", "kg:Result | 4", "prov:Entity | 3", "skos:Concept | 3",
        "kg:Benchmark | 3", "kg:Dataset | 3", "kg:NewEntity | 3", "schema:Organization | 2", "kg:Source | 2",
        "kg:Listing | 2", "schema:Person | 2", "kg:Authorship | 2", "kg:Venue | 1", "kg:Category | 1",
        "skos:ConceptScheme | 2", "mls:EvaluationMeasure | 1", "prov:SoftwareAgent | 1", "kg:Build | 1",
        "kg:CandidateConcept | 1", "kg:Method | 1",
    ],
)  # fmt: skip
