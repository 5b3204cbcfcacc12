import java.io.FileInputStream;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.LogManager;
import org.verapdf.gf.foundry.VeraGreenfieldFoundryProvider;
import org.verapdf.pdfa.Foundries;
import org.verapdf.pdfa.PDFAParser;
import org.verapdf.pdfa.PDFAValidator;
import org.verapdf.pdfa.flavours.PDFAFlavour;
import org.verapdf.pdfa.results.TestAssertion;
import org.verapdf.pdfa.results.ValidationResult;
import org.verapdf.pdfa.validation.profiles.Profiles;
import org.verapdf.pdfa.validation.profiles.ValidationProfile;

/** Judges each file against PDF/A-3a and PDF/UA-1: one line for each, then failures. */
public class Judge {
  private static final Map<String, String> PROFILES = new LinkedHashMap<>();

  static {
    PROFILES.put("3a", "PDFA-3A");
    PROFILES.put("ua1", "PDFUA-1");
  }

  public static void main(String[] files) throws Exception {
    LogManager.getLogManager().reset();
    VeraGreenfieldFoundryProvider.initialise();
    boolean good = true;
    for (String file : files) {
      for (String flavour : PROFILES.keySet()) {
        good &= judge(file, flavour);
      }
    }
    System.exit(good ? 0 : 1);
  }

  private static boolean judge(String file, String flavour) throws Exception {
    PDFAFlavour wanted = PDFAFlavour.fromString(flavour);
    try (InputStream content = new FileInputStream(file);
        PDFAParser parser = Foundries.defaultInstance().createParser(content, wanted)) {
      PDFAValidator validator =
          Foundries.defaultInstance().createValidator(profile(flavour), false);
      ValidationResult result = validator.validate(parser);
      String word = result.isCompliant() ? "PASS" : "FAIL";
      int checks = result.getTotalAssertions();
      System.out.println(word + " " + flavour + " " + checks + " " + file);
      tell(result);
      return result.isCompliant();
    }
  }

  private static ValidationProfile profile(String flavour) throws Exception {
    String name = "/org/verapdf/pdfa/validation/" + PROFILES.get(flavour) + ".xml";
    try (InputStream text = Judge.class.getResourceAsStream(name)) {
      return Profiles.profileFromXml(text);
    }
  }

  /** One line for each rule that is broken, with the first place. */
  private static void tell(ValidationResult result) {
    Map<String, String> told = new LinkedHashMap<>();
    for (TestAssertion each : result.getTestAssertions()) {
      if (each.getStatus() == TestAssertion.Status.FAILED) {
        String rule = each.getRuleId().getClause() + "-" + each.getRuleId().getTestNumber();
        String place = each.getLocation().getContext();
        told.putIfAbsent(rule, each.getMessage() + " @ " + place);
      }
    }
    told.forEach((rule, words) -> System.out.println("  " + rule + "  " + words));
  }
}
