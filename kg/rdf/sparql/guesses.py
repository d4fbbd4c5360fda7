"""Names that people guess for the terms of the graph, and the terms that they mean.

A guess is looked up by its local name, whatever namespace it was put in (``kg:Paper``, ``schema:author``): spelt like a
term of ours but for case; in the table below; the local name or label of a term that is borrowed; spelt nearly like a
term of ours.
"""

from __future__ import annotations

import difflib
import re
from functools import cache

from kg.ground.text import fold
from kg.rdf.terms.namespaces import KG
from kg.rdf.terms.ontology import ontology_terms

# What people who did not know the terms wrote, by the term; capitals are classes, as in the ontology.
GUESSED = {
    "schema:ScholarlyArticle": "Paper Papers Publication Article ScientificPaper Work CreativeWork Document Preprint",
    "kg:Artifact": "Entity Thing Resource",
    "kg:Model": "LanguageModel LLM MLModel NeuralNetwork",
    "kg:Dataset": "DataSet Corpus Data",
    "kg:Benchmark": "Evaluation Test Task Leaderboard",
    "kg:Method": "Technique Algorithm Approach Architecture",
    "kg:Result": "Score Measurement Performance",
    "kg:Evidence": "Quote Mention Annotation",
    "skos:Concept": "Topic Subject Keyword Field Area",
    "schema:Organization": "Organisation Institution Company Lab Affiliation Institute",
    "mls:EvaluationMeasure": "Metric Measure",
    "schema:Person": "Author Person Researcher",
    "dcterms:creator": "author authors hasAuthor writtenBy authoredBy",
    "dc:creator": "authorName authorNames",
    "rdfs:label": "name hasName prefName displayName",
    "skos:altLabel": "alias aliases alternateName alternativeName altName synonym",
    "dcterms:title": "hasTitle headline paperTitle",
    "dcterms:abstract": "hasAbstract summary",
    "dcterms:issued": "date published publicationDate datePublished created publishedOn hasDate releaseDate",
    "fabio:hasPublicationYear": "year hasYear inYear",
    "fabio:hasArXivId": "arxiv arxivId arXiv hasArxivId",
    "dcterms:identifier": "id hasIdentifier hasId doi",
    "schema:url": "link hasUrl website homepage page",
    "kg:introduces": "proposes presents introduced proposed contributes introducesModel introducesBenchmark releases",
    "kg:evaluatesOn": "evaluatedOn testedOn testsOn usesBenchmark hasBenchmark evaluationOn benchmarkedOn usesDataset",
    "kg:trainsOn": "fineTunesOn usesTrainingData trainsWith",
    "kg:trainedOn": "fineTunedOn trainedWith wasTrainedOn",
    "kg:covers": "coversTopic benchmarkFor",
    "kg:uses": "used using employs buildsOn usesMethod",
    "kg:comparesWith": "comparedTo comparesTo compares baseline hasBaseline",
    "kg:mentions": "mention refersTo about mentionsArtifact",
    "kg:hasTopic": "topic topics hasSubject field",
    "kg:variantOf": "isVariantOf versionOf basedOn derivedFrom",
    "kg:memberOfFamily": "family partOf inFamily belongsTo",
    "kg:developedBy": "developer organisation organization madeBy creatorOrganisation company",
    "cito:cites": "cites cite references hasReference citation citations",
    "kg:publishedIn": "venue journal conference publishedAt",
    "kg:inCategory": "category arxivCategory primaryCategory",
    "schema:keywords": "keyword keywords hasKeyword",
    "schema:codeRepository": "code github repository hasCode",
    "kg:affiliatedWith": "affiliation hasAffiliation institution",
    "kg:reportedIn": "hasResult results result reports reportsResult",
    "kg:hasEvidence": "evidence quote provenance supportedBy",
    "kg:sentence": "text context hasSentence",
    "kg:confidence": "probability certainty",
    "mls:hasValue": "value score hasScore number resultValue",
    "mls:specifiedBy": "metric hasMetric measure onMetric",
    "fair4ml:evaluatedMLModel": "ofModel hasModel evaluatedModel",
    "fair4ml:evaluationDataset": "onDataset onBenchmark hasDataset",
    "schema:unitText": "unit hasUnit",
    "kg:condition": "setting shots split subset",
    "kg:comparable": "rankable isComparable",
    "rdf:predicate": "role relation relationType linkType",
    "rdf:subject": "source paper fromPaper",
    "rdf:object": "target artifact toArtifact",
    "skos:broader": "parent parentTopic subTopicOf broaderTopic",
}  # fmt: skip
_CLAUSE = re.compile(r"[:;.] ")
_NEAR, _NEARER = 0.6, 0.8  # of difflib: kg:evaluatesOnn, kg:Benchmrk; kg:Papr


def meant_term(name: str, *, nearly: bool = True) -> str | None:
    """Guess the term that a name means which the graph does not have, as a prefixed name, or None.

    Args:
        name: a prefixed name, or a local name alone. nearly: take a term that is only spelt alike, too.

    >>> [meant_term(name) for name in ("kg:Paper", "schema:author", "kg:evaluatedOn", "kg:title", "kg:Zebra")]
    ['schema:ScholarlyArticle', 'dcterms:creator', 'kg:evaluatesOn', 'dcterms:title', None]
    """
    local = name.rpartition(":")[2]
    same_case, any_case = _index_of_guesses()
    found = same_case.get((local[:1].isupper(), fold(local))) or any_case.get(fold(local))
    if found or not nearly:
        return found
    own = {term.name.partition(":")[2].lower(): term.name for term in ontology_terms().values() if term.own}
    for names, cutoff in ((own, _NEAR), (any_case, _NEARER)):
        close = difflib.get_close_matches(local.lower(), names, n=1, cutoff=cutoff)
        if close:
            return names[close[0]]
    return None


def did_you_mean(name: str, *, nearly: bool = True) -> str | None:
    """Ask whether a term was meant, and say what that one means, for a message; None where none comes near.

    >>> did_you_mean("kg:hasResult")
    'did you mean kg:reportedIn? The paper that reports the figure.'
    >>> did_you_mean("kg:isIntroducedBy")
    'did you mean ^kg:introduces? The paper that presents the artifact as its own, new contribution.'
    """
    meant = meant_term(name, nearly=nearly)
    if meant is None:
        return None
    term = ontology_terms().get(meant)
    if term and term.inverse:  # no graph has it
        meant = f"^{term.inverse}"
    meaning = _CLAUSE.split(term.comment if term else "")[0].rstrip(".")
    return f"did you mean {meant}? {meaning}." if meaning else f"did you mean {meant}?"


@cache
def _index_of_guesses() -> tuple[dict[tuple[bool, str], str], dict[str, str]]:
    """Map folded names to terms, classes and properties apart, and together.

    Own terms come first, then guesses, then others.
    """
    pairs: list[tuple[str, str]] = []
    terms = ontology_terms().values()
    pairs += [(term.name.partition(":")[2], term.name) for term in terms if term.iri.startswith(KG)]
    pairs += [(guess, name) for name, guesses in GUESSED.items() for guess in guesses.split()]
    borrowed = [term for term in terms if not term.own and not term.name.startswith(("void:", "dcat:"))]
    pairs += [(term.name.partition(":")[2], term.name) for term in borrowed]
    pairs += [(term.label, term.name) for term in borrowed]
    same_case: dict[tuple[bool, str], str] = {}
    any_case: dict[str, str] = {}
    for guess, name in pairs:
        same_case.setdefault((name.partition(":")[2][:1].isupper(), fold(guess)), name)
        any_case.setdefault(fold(guess), name)
    return same_case, any_case
