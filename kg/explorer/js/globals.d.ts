/** The records that the modules share. */

/** `artifact`: whether things of a corrections table can be of it. */
interface AtlasKind { name: string; singular: string; plural: string; shape: string; light: string; dark: string; quiet: boolean; artifact: boolean }
/** `quiet`: the first sight leaves it out. */
/** `group`: the name of its role group; `role`: whether it is how a paper relates to an artifact. */
interface AtlasPredicate { name: string; forward: string; backward: string; role: boolean; quiet: boolean; group: string }
/** What kinds of link have in common: their colours and the mark at the end that they lead to (link_marks.js). */
interface AtlasRoleGroup { name: string; label: string; end: string; light: string; dark: string }
/** A colour of a region, for marks in the light and in the dark theme; tints are mixed from it. */
interface AtlasHue { light: string; dark: string }

interface AtlasNode {
  id: string; label: string; kind: string;
  /** radius of the mark in pixels at scale 1 */
  size: number;
  /** links in the whole graph */
  degree: number;
  /** papers with a link to it that is stated as a fact, in the whole graph; what is called "papers" everywhere */
  papers: number;
  year: number | null;
  /** number of its region, or -1 */
  region: number;
  x: number; y: number;
  /** whether the overview draws it */
  drawn: boolean;
  facts: Record<string, any>;
}
interface AtlasLink {
  id: string; source: string; target: string; predicate: string;
  /** 0 to 1; null for a plain fact */
  confidence: number | null;
  /** Whether the graph states it as a fact. */
  asserted: boolean;
  type: string | null;
  drawn: boolean;
}
/** A sentence with the places of the mentions in it, in UTF-16 units. */
interface AtlasSentence { field: string; text: string; marks: [number, number][] }
interface AtlasDescribedLink { link: AtlasLink; other: AtlasNode; forward: boolean; sentences: AtlasSentence[] }
interface AtlasResult {
  paper: AtlasNode | null; model: AtlasNode | null; on: AtlasNode | null;
  /** `low`: the lower end of a range; `bound`, `condition`: as the text says, or empty */
  metric: string; value: string; low: string; unit: string; bound: string; kind: string; condition: string; sentences: AtlasSentence[];
  /** whether rankings take it, apart from how sure it is; `versus`: the id of what it is compared with, or empty */
  comparable: boolean; confidence: number | null; versus: string;
}
/** What was computed of the whole graph (kg/explorer/answers); it speaks of its nodes and figures by their numbers. */
interface AtlasAnswer { answer: any; nodes: AtlasNode[]; results: AtlasResult[] }
/** Something that several chosen nodes are linked to: `of` are their ids. */
interface AtlasShared { node: AtlasNode; of: string[] }
/** What papers of two and more chosen nodes name: `of` are these; `together`: papers that name it with two of them; `by`: some of the papers. */
interface AtlasThrough { node: AtlasNode; of: string[]; together: number; by: AtlasNode[] }
/** Data or a model with figures of two and more chosen nodes. */
interface AtlasSharedFigures { node: AtlasNode; of: string[]; results: AtlasResult[] }
/** `totals`, `through_totals`: how many things are shared, by kind. */
interface AtlasCommon {
  nodes: AtlasNode[]; shared: AtlasShared[]; totals: Record<string, number>; figures: AtlasSharedFigures[];
  through: AtlasThrough[]; through_totals: Record<string, number>;
}
/** A paper like another; what both have, the rarest first. */
interface AtlasSimilar { node: AtlasNode; score: number; shared: AtlasNode[] }
/** A piece of evidence as it is taken away: places count code points of the paper's text; words that do not stand there have none. */
interface AtlasQuote { field: string; start: number | null; end: number | null; words: string; quote: string }
/** A mention in a paper's own text: place, and the node that it was linked to. */
interface AtlasMention { field: string; start: number; end: number; node: AtlasNode }
interface AtlasDescription {
  node: AtlasNode; links: AtlasDescribedLink[]; results: AtlasResult[]; mentions: AtlasMention[];
  /** how many links of each kind there are, where not all came along */
  totals: { predicate: string; forward: boolean; count: number }[];
  result_count: number;
  /** papers by year */
  years: Record<string, number>;
}
interface AtlasPart { nodes: AtlasNode[]; links: AtlasLink[] }
/** How paths are weighed: by how common what they pass is; by that and through broader topics; by their steps alone. */
type AtlasWeights = "rare" | "broader" | "shortest";
/** Up to three paths, the best first, with both ends; `gave_up`: the search ended before it had seen all. */
interface AtlasPaths extends AtlasPart { paths: string[][]; gave_up: boolean }
/** Ids of what came at once; `paths`: with `gave_up`, see AtlasPaths; `total`: neighbours there are; `left`: links that were too many to come along. */
interface AtlasBatch { nodes: string[]; links: string[]; paths: string[][]; gave_up: boolean; total: number; left: number }
/** A node with all that it is linked to; `totals`: how many links of each kind there are, where not all came along. */
interface AtlasCircle { nodes: AtlasNode[]; links: AtlasLink[]; totals: AtlasDescription["totals"] }
interface AtlasInfo {
  title: string; base: string; kinds: AtlasKind[]; predicates: AtlasPredicate[]; groups: AtlasRoleGroup[]; hues: AtlasHue[];
  /** the share of a hue in its region's ground */
  tint: number;
  regions: string[]; total: { nodes: number; links: number; kinds: Record<string, number>; predicates: Record<string, number> };
  /** how much taller than laid out the map is drawn: an upright window has the room */
  stretch: number;
}
/** What of a node matched: a field, and its words in pieces, those that matched marked; see kg/catalogue/search_tiers.py */
interface AtlasMatched { field: string; pieces: [string, boolean][] }
/** An author, venue or category, which is no node but a fact of papers. */
interface AtlasFacet { kind: string; name: string; papers: number }
/** What a search found, the best first; `matched`: null for the label itself; `more`: there are more matches than were counted */
interface AtlasFound { hits: AtlasNode[]; matched: (AtlasMatched | null)[]; facets: AtlasFacet[]; count: number; more: boolean }
/** One page, two homes: the same calls answered from the page's own data or by a server. */
interface AtlasSource {
  /** the address of a node's own page, or null where there is none */
  page(id: string): string | null;
  overview(): Promise<AtlasPart & { info: Omit<AtlasInfo, "stretch"> }>;
  search(query: string, limit: number): Promise<AtlasFound>;
  /** makes ready for a search, in idle time */
  prepare(): void;
  /** the ids of papers of an author, venue or category */
  facet(kind: string, name: string): Promise<string[]>;
  around(id: string, limit: number, offset: number): Promise<AtlasPart & { total: number }>;
  path(from: string, to: string, by: AtlasWeights): Promise<AtlasPaths | null>;
  describe(id: string): Promise<AtlasDescription | null>;
  /** the next links of one kind */
  more(id: string, predicate: string, forward: boolean, offset: number): Promise<AtlasDescribedLink[]>;
  /** the links between two nodes, as the first sees them */
  between(from: string, to: string): Promise<AtlasDescribedLink[]>;
  /** how many neighbours are not among the ids */
  missing(id: string, held: string[]): Promise<number>;
  nodes(ids: string[]): Promise<AtlasPart>;
  /** what was computed of the whole graph, by its name in kg/explorer/answers/whole_graph.py */
  answer(name: string): Promise<AtlasAnswer | null>;
  common(ids: string[]): Promise<AtlasCommon>;
  /** the papers most like one */
  similar(id: string): Promise<AtlasSimilar[]>;
  /** the links between any of some nodes and any of others, as the first see them */
  evidence(ones: string[], others: string[]): Promise<AtlasDescribedLink[]>;
  /** the links between new nodes and those that the page holds, and how many more there are */
  linking(ids: string[], held: string[]): Promise<{ links: AtlasLink[]; left: number }>;
  /** the evidence of links, by their ids, for what is taken away; `told` hears how many are there */
  quotes(links: AtlasLink[], told: (done: number) => void): Promise<Map<string, AtlasQuote[]>>;
  /** the nodes of some ids, those that there are, with their abstracts */
  papers(ids: string[], told: (done: number) => void): Promise<AtlasNode[]>;
}

interface AtlasState {
  selected: string | null;
  /** the chosen link; no node is selected then */
  link: string | null;
  /** the node around which the view is drawn, instead of the map */
  ego: string | null;
  /** what the answers' view shows, with its arguments: see panelKey in state.js */
  panel: string | null;
  /** nodes in the tray, to be compared */
  chosen: string[];
  /** whether the table stands in the place of the map */
  table: boolean;
  hidden: string[];
  /** kinds and predicates that are switched off */
  offKinds: string[];
  offPredicates: string[];
  years: [number, number] | null;
  undated: boolean;
  confidence: number;
  fewest: number;
  colour: string;
  /** steps around the selected node that are shown, or 0 for all */
  near: number;
  pins: Record<string, [number, number]>;
  path: [string, string] | null;
  /** how the paths between its ends are weighed, and which of them is shown: 0 for the best */
  pathBy: AtlasWeights;
  pathAt: number;
  /** nodes that an address asked to see */
  shown: string[];
  /** what was fetched besides the overview, in order; see atlas.js */
  batches: string[];
}
/** What a state shows. */
interface AtlasView {
  nodes: AtlasNode[]; links: AtlasLink[];
  ids: Set<string>;
  /** the nodes that are not faded, or null where none is */
  focus: Set<string> | null;
  kinds: Map<string, number>; predicates: Map<string, number>;
  /** how many papers in view speak of each node */
  weights: Map<string, number>;
  /** papers that switched-off roles leave without a link, and that are hidden for it */
  unlinked: number;
}
/** The neighbours of one role around a node, the surest first; `more`: how many are not drawn. */
interface AtlasSector { predicate: string; forward: boolean; words: string; nodes: AtlasNode[]; total: number; more: number }
/** A name beside its mark, in pixels: its middle, the box that it takes (centre and half sizes), the line that leads to it from afar. */
interface AtlasLabel { node: AtlasNode; text: string; font: string; x: number; y: number; box: number[]; lead: number[] | null }
/** What is drawn in the place of the map, by who makes it: `places` of nodes differ from the map's. */
interface AtlasScene {
  places: Map<string, [number, number]>;
  below(context: CanvasRenderingContext2D, scale: number): void;
  /** the node whose name lies at a place of the map */
  nameAt(x: number, y: number, scale: number): AtlasNode | null;
  /** the names of nodes, in pixels */
  labels(context: CanvasRenderingContext2D, window: { scale: number, place: (x: number, y: number) => [number, number] }): AtlasLabel[];
  headings(context: CanvasRenderingContext2D, window: { scale: number, place: (x: number, y: number) => [number, number] }): { text: string, font: string, x: number, y: number, box: number[], colour: string }[];
}
/** Where the window looks: the place of the map in its middle, and pixels a unit of the map. */
interface AtlasCamera { x: number; y: number; scale: number }
/** A window on the map: its size in pixels, its scale, where a place of the map lies in it, and what lies in its middle. */
interface AtlasWindow { width: number; height: number; scale: number; place: (x: number, y: number) => [number, number]; centre: { x: number; y: number } }
interface AtlasTheme { dark: boolean; paper: string; ink: string; muted: string; line: string; accent: string }

/** The page's parts, and with what can be done with them the whole. */
interface AppParts {
  source: AtlasSource; info: AtlasInfo; store: import("./data/state.js").Store; atlas: import("./data/atlas.js").Atlas;
  stage: import("./map/window/stage.js").Stage; painter: import("./map/paint/painter.js").Painter;
  view: AtlasView; say: (text: string) => void; theme: () => AtlasTheme;
  /** comes to pass when the details show what is chosen */
  described?: Promise<void>;
  /** the rows of the table as they are sorted now, for a sheet of paper */
  printedTable?: () => HTMLElement;
}
interface AppLists { reading: import("./panels/reading_list.js").ReadingList; corrections: import("./panels/wrong.js").Corrections }
interface AppPlaced extends AppParts { ego: ReturnType<typeof import("./map/ego/ego.js").mountEgo> }
interface App extends AppPlaced, AppLists { actions: ReturnType<typeof import("./actions.js").makeActions> }
