import java.io.File;
import org.semanticweb.HermiT.Configuration;
import org.semanticweb.HermiT.Reasoner;
import org.semanticweb.owlapi.apibinding.OWLManager;
import org.semanticweb.owlapi.model.OWLClass;
import org.semanticweb.owlapi.model.OWLOntology;
import org.semanticweb.owlapi.profiles.OWL2DLProfile;
import org.semanticweb.owlapi.profiles.OWLProfileViolation;

/**
 * What the OWL API's check of the OWL 2 DL profile and the reasoner HermiT say of files, one finding a line:
 * the file, the kind of finding and its text, between tabs. Run by test_reasoner.py.
 */
public class OntologyCheck {
    public static void main(String[] files) throws Exception {
        for (String file : files) {
            OWLOntology ontology = OWLManager.createOWLOntologyManager()
                .loadOntologyFromOntologyDocument(new File(file));
            for (OWLProfileViolation each : new OWL2DLProfile().checkOntology(ontology).getViolations()) {
                tell(file, "violation", each.toString());
            }
            try {
                reason(file, ontology);
            } catch (RuntimeException error) {
                tell(file, "refused", error.toString());
            }
        }
    }

    private static void reason(String file, OWLOntology ontology) {
        Reasoner reasoner = new Reasoner(new Configuration(), ontology);
        boolean consistent = reasoner.isConsistent();
        tell(file, consistent ? "consistent" : "inconsistent", "");
        if (consistent) {
            for (OWLClass each : reasoner.getUnsatisfiableClasses().getEntitiesMinusBottom()) {
                tell(file, "unsatisfiable", each.getIRI().toString());
            }
        }
    }

    private static void tell(String file, String kind, String text) {
        System.out.println(file + "\t" + kind + "\t" + text.replaceAll("\\s+", " "));
    }
}
