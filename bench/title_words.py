"""Words that generated titles and abstracts are made of, in fields, as sciences use them."""

from __future__ import annotations

ADJECTIVES = (
    "adaptive", "efficient", "robust", "scalable", "sparse", "deep", "hierarchical", "multimodal", "unsupervised",
    "self-supervised", "federated", "causal", "probabilistic", "Bayesian", "stochastic", "nonlinear", "low-rank",
    "high-dimensional", "interpretable", "explainable", "fair", "private", "secure", "decentralized", "distributed",
    "parallel", "online", "offline", "continual", "lifelong", "zero-shot", "few-shot", "weakly supervised",
    "semi-supervised", "contrastive", "generative", "discriminative", "neural", "symbolic", "neuro-symbolic", "quantum",
    "classical", "topological", "geometric", "spectral", "equivariant", "invariant", "dynamic", "temporal", "spatial",
    "spatio-temporal", "asymptotic", "optimal", "near-optimal", "approximate", "exact", "convex", "non-convex",
    "variational", "recurrent", "convolutional", "autoregressive", "bidirectional", "multilingual", "cross-lingual",
    "cross-domain", "cross-modal", "open-domain", "open-vocabulary", "long-range", "long-context", "real-time",
    "lightweight", "compact", "modular", "compositional", "structured", "unstructured", "heterogeneous", "homogeneous",
    "anisotropic", "relativistic", "supersymmetric", "ultracold", "magnetic", "ferroelectric", "superconducting",
    "turbulent", "viscous", "elastic", "random", "deterministic", "ergodic", "chaotic", "integrable", "holographic",
    "cosmological", "galactic", "stellar", "interstellar", "biological", "clinical", "synthetic", "realistic",
    "human-centered", "data-driven", "physics-informed", "model-free", "model-based", "end-to-end", "fine-grained",
    "coarse-to-fine", "large-scale", "small-scale", "multi-agent", "multi-task", "multi-view", "multi-scale",
)  # fmt: skip
NOUNS = (
    "learning", "inference", "optimization", "estimation", "detection", "segmentation", "classification", "retrieval",
    "ranking", "recommendation", "generation", "translation", "summarization", "reasoning", "planning", "control",
    "simulation", "sampling", "regression", "clustering", "embedding", "representation", "alignment", "calibration",
    "pruning", "quantization", "distillation", "compression", "attention", "memory", "search", "matching", "tracking",
    "reconstruction", "registration", "denoising", "super-resolution", "synthesis", "editing", "captioning",
    "grounding", "navigation", "manipulation", "exploration", "imitation", "exploitation", "diffusion", "transport",
    "scattering",
    "interference", "entanglement", "decoherence", "symmetry", "duality", "renormalization", "percolation",
    "condensation", "magnetization", "conductivity", "superfluidity", "turbulence", "convection", "accretion",
    "reionization", "inflation", "lensing", "nucleosynthesis", "oscillation", "spectroscopy", "tomography",
    "interferometry", "cohomology", "homotopy", "curvature", "factorization", "decomposition", "approximation",
    "interpolation", "enumeration", "coloring", "scheduling", "routing", "caching", "verification", "synthesis",
    "debugging", "testing", "privacy", "fairness", "robustness", "uncertainty", "generalization", "memorization",
    "forgetting", "adaptation", "transfer", "augmentation", "annotation", "evaluation", "prediction", "forecasting",
)  # fmt: skip
THINGS = (
    "transformers", "language models", "large language models", "vision-language models", "graph neural networks",
    "diffusion models", "foundation models", "state space models", "point clouds", "knowledge graphs", "time series",
    "medical images", "remote sensing images", "satellite images", "electronic health records", "protein structures",
    "molecular graphs", "crystal lattices", "black holes", "neutron stars", "dark matter halos", "galaxy clusters",
    "exoplanet atmospheres", "cosmic rays", "gravitational waves", "quantum circuits", "spin chains", "spin glasses",
    "optical lattices", "topological insulators", "Weyl semimetals", "thin films", "nanowires", "colloidal suspensions",
    "polymer melts", "plasma waves", "shear flows", "random matrices", "random graphs", "random walks", "Markov chains",
    "Gaussian processes", "Lie algebras", "modular forms", "elliptic curves", "moduli spaces", "vector bundles",
    "Riemannian manifolds", "operator algebras", "partial differential equations", "stochastic differential equations",
    "integral operators", "finite groups", "planar graphs", "hypergraphs", "matroids", "convex bodies", "polytopes",
    "social networks", "mobile networks", "wireless channels", "power grids", "supply chains", "smart contracts",
    "software repositories", "source code", "dialogue systems", "question answering", "speech recognition",
    "autonomous driving", "robot manipulators", "unmanned aerial vehicles", "swarms", "auctions", "matching markets",
    "portfolios", "credit risk", "epidemics", "gene expression", "single-cell data", "brain signals", "neural spikes",
    "text corpora", "web pages", "user interfaces", "video streams", "audio events", "music", "handwriting", "maps",
    "tabular data", "embeddings", "agents", "tool-using agents", "reward models", "tokenizers", "retrievers",
    "classifiers", "autoencoders", "kernels", "bandits", "games", "policies", "world models", "avatars", "scenes",
)  # fmt: skip
PLACES = (
    "in the wild", "at scale", "under distribution shift", "with limited data", "with noisy labels", "on the edge",
    "in low-resource languages", "in high-energy collisions", "at finite temperature", "near criticality",
    "in two dimensions", "in three dimensions", "beyond the mean field", "without supervision", "with missing values",
    "under adversarial attacks", "over finite fields", "in the early universe", "at the LHC", "with guarantees",
    "from first principles", "in clinical practice", "for social good", "on commodity hardware", "under uncertainty",
    "in the strong coupling limit", "with applications", "from sparse observations", "in open worlds", "by design",
)  # fmt: skip
VERBS = (
    "learning", "understanding", "rethinking", "revisiting", "improving", "benchmarking", "scaling", "probing",
    "steering", "bridging", "unifying", "disentangling", "accelerating", "measuring", "modeling", "predicting",
    "exploring", "characterizing", "constraining", "bounding", "explaining", "auditing", "teaching", "evaluating",
)  # fmt: skip
SCHOLARS = (
    "Kolmogorov", "Riemann", "Hilbert", "Banach", "Sobolev", "Wasserstein", "Fourier", "Lyapunov", "Navier-Stokes",
    "Schrödinger", "Hamilton-Jacobi", "Fokker-Planck", "Boltzmann", "Ising", "Potts", "Hubbard", "Heisenberg", "Dirac",
    "Majorana", "Einstein", "Yang-Mills", "Chern-Simons", "Calabi-Yau", "Kähler", "Gromov-Witten", "Galois", "Iwasawa",
    "Selberg", "Ramsey", "Erdős-Rényi", "Turán", "Szemerédi", "Poincaré", "Lévy", "Poisson", "Bernoulli", "Hawkes",
    "Thompson", "Nash", "Stackelberg", "Shapley", "Monge", "Stein", "Langevin", "Metropolis", "Nyström", "Koopman",
)  # fmt: skip
SUBTITLES = (
    "a survey", "a review", "a case study", "a benchmark and analysis", "theory and practice", "an empirical study",
    "challenges and opportunities", "a unified view", "a tutorial", "lessons learned", "a dataset", "a new baseline",
    "methods and open problems", "a systematic review", "a comparative study", "an overview", "a position paper",
)  # fmt: skip
FORMULAS = (
    (r"$\alpha$", "α"), (r"$\beta$", "β"), (r"$L_p$", "Lp"), (r"$L^2$", "L2"), (r"$\mathcal{N}=4$", "N=4"),
    (r"$SU(N)$", "SU(N)"), (r"$\mathbb{R}^n$", "Rn"), (r"$\phi^4$", "φ4"), (r"$H_2O$", "H2O"), (r"$\ell_1$", "l1"),
    (r"$\epsilon$", "ε"), (r"$k$", "k"), (r"$\Lambda$CDM", "ΛCDM"), (r"$p$-adic", "p-adic"), (r"$q$", "q"),
    (r"$\mathrm{MoS}_2$", "MoS2"), (r"$\sqrt{s}=13$ TeV", "√s=13 TeV"), (r"$\gamma$-ray", "γ-ray"),
)  # fmt: skip
OPENINGS = (
    "We study {0} in the setting of {1}, where {2} is hard to obtain.", "This paper introduces {2} for {0}.",
    "Recent progress in {0} has drawn attention to {1}.", "{0} remain a central challenge in {1}.",
    "In this work we ask whether {0} can be understood through {2}.", "We present a new approach to {1} based on {2}.",
    "Despite their success, {0} suffer from a lack of {2}.", "Understanding {0} is of key importance for {1}.",
    "We prove new bounds on {2} for {0}.", "Motivated by applications in {1}, we consider {0}.",
    "Large amounts of data make {0} attractive, yet {2} is seldom measured.", "How well do {0} support {2}?",
    "We report measurements of {2} in {0} and compare them with {1}.", "{1} relies on {2}, which {0} do not offer.",
)  # fmt: skip
FOLLOWINGS = (
    "Existing methods treat {0} and {1} separately, which loses {2}.", "Our method combines {2} with {0}.",
    "Experiments on {0} show gains of {3} percent over strong baselines.", "The key idea is to couple {1} to {2}.",
    "We find that {2} changes with {1} once {0} are large.", "Numerical results agree with theory within {3} percent.",
    "We release code, data and {0} with this paper.", "An analysis of {3} cases shows where {2} fails.",
    "A simple change of {1} makes {0} {3} times faster.", "This holds for {0}, and for {1} in the limit of weak {2}.",
)  # fmt: skip
SYLLABLES = (
    "ba", "be", "bi", "bo", "ca", "ce", "co", "cu", "da", "de", "di", "do", "fa", "fe", "fi", "fo", "ga", "ge", "go",
    "ha", "he", "hi", "ka", "ki", "ko", "la", "le", "li", "lo", "lu", "ma", "me", "mi", "mo", "mu", "na", "ne", "ni",
    "no", "nu", "pa", "pe", "pi", "po", "ra", "re", "ri", "ro", "ru", "sa", "se", "si", "so", "su", "ta", "te", "ti",
    "to", "tu", "va", "ve", "vi", "vo", "wa", "xi", "xo", "ya", "yo", "za", "ze", "zo", "lyn", "tor", "mar", "vex",
)  # fmt: skip
ENDINGS = (
    "Net", "Former", "GPT", "Bench", "LM", "Mix", "Gen", "Flow", "GAN", "Nav", "Bot", "QA", "Mamba", "Diff", "CLIP",
    "NeRF", "Eval", "Agent", "Coder", "SAM", "RAG", "DB", "Score", "Path", "Lens", "Tune", "Fuse", "Track", "Seg",
)  # fmt: skip
FIRST_NAMES = (
    "Ada", "Alan", "Amir", "Ana", "Bo", "Carla", "Chen", "Chiara", "Dario", "Elena", "Emre", "Fatima", "Feng", "Grace",
    "Hana", "Hiro", "Ines", "Ivan", "Jan", "Jia", "Jorge", "Kofi", "Lars", "Lena", "Lin", "Luis", "Maria", "Mei", "Min",
    "Nadia", "Noor", "Olga", "Omar", "Paul", "Priya", "Rafael", "Rui", "Sara", "Sofia", "Tariq", "Tom", "Uma", "Wei",
    "Xin", "Yael", "Yuki", "Zhen", "Zoe",
)  # fmt: skip
CATEGORIES = (
    "cs.CL", "cs.LG", "cs.CV", "cs.AI", "cs.RO", "stat.ML", "math.PR", "math.AG", "math.CO", "hep-th", "hep-ph",
    "quant-ph", "gr-qc", "astro-ph.GA", "astro-ph.CO", "cond-mat.str-el", "cond-mat.mtrl-sci", "physics.flu-dyn",
    "eess.SP", "econ.TH", "q-bio.NC",
)  # fmt: skip
VENUES = (
    "Proc. of a conference on learning", "J. of Applied Notes", "Letters on Condensed Matter", "Annals of Notes",
    "Trans. on Machines and Signals", "Notes on Astronomy", "Int. Meeting on Language", "Reviews of Open Problems",
)  # fmt: skip
