// HeidelTime over many documents in one process, for bench_tag.py: start-up and warm-up are not counted.
//
//     java -cp de.unihd.dbs.heideltime.standalone.jar HeidelTimeBench.java FOLDER CONFIG TAGGER WARM
//
// FOLDER holds NAME.txt files whose first line is the publication date; CONFIG is a config.props; TAGGER is NO or
// TREETAGGER; the first WARM documents are run once before the clock starts. Prints: documents, wall seconds, CPU
// seconds of this thread (a tagger of its own process is not in them), expressions found.

import de.unihd.dbs.heideltime.standalone.DocumentType;
import de.unihd.dbs.heideltime.standalone.HeidelTimeStandalone;
import de.unihd.dbs.heideltime.standalone.OutputType;
import de.unihd.dbs.heideltime.standalone.POSTagger;
import de.unihd.dbs.uima.annotator.heideltime.resources.Language;
import java.io.File;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.text.SimpleDateFormat;
import java.util.Arrays;
import java.util.Date;

public class HeidelTimeBench {
    public static void main(String[] args) throws Exception {
        File[] files = new File(args[0]).listFiles((folder, name) -> name.endsWith(".txt"));
        Arrays.sort(files);
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream()));
        HeidelTimeStandalone tagger = new HeidelTimeStandalone(
            Language.ENGLISH, DocumentType.NEWS, OutputType.TIMEML, args[1], POSTagger.valueOf(args[2]));
        int warm = Math.min(Integer.parseInt(args[3]), files.length);
        for (int i = 0; i < warm; i++) {
            run(tagger, files[i]);
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long wall = System.nanoTime();
        long cpu = threads.getCurrentThreadCpuTime();
        int found = 0;
        for (File file : files) {
            found += run(tagger, file);
        }
        double wallSeconds = (System.nanoTime() - wall) / 1e9;
        double cpuSeconds = (threads.getCurrentThreadCpuTime() - cpu) / 1e9;
        out.printf(java.util.Locale.ROOT, "%d %.3f %.3f %d%n", files.length, wallSeconds, cpuSeconds, found);
        System.exit(0);
    }

    private static int run(HeidelTimeStandalone tagger, File file) throws Exception {
        String all = Files.readString(file.toPath());
        int line = all.indexOf('\n');
        Date published = new SimpleDateFormat("yyyy-MM-dd").parse(all.substring(0, line));
        String marked = tagger.process(all.substring(line + 1), published);
        return marked.split("<TIMEX3 ", -1).length - 1;
    }
}
