import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.DeadCodeOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Gives the classes of the jar named those stack maps that Java 5 did not know, and changes nothing
 * else in them. The JVM keeps no class without them in its AOT cache: picocli, which is compiled
 * for Java 5, then costs each start 0.3 of 1.3 seconds of CPU.
 */
void main(String[] args) throws IOException {
  Path jar = Path.of(args[0]);
  Path whole = jar.resolveSibling(jar.getFileName() + ".new");
  boolean changed = false;
  try (ZipFile from = new ZipFile(jar.toFile());
      OutputStream file = Files.newOutputStream(whole);
      ZipOutputStream to = new ZipOutputStream(file)) {
    URL[] classes = {jar.toUri().toURL()};
    ClassFile format =
        ClassFile.of(
            StackMapsOption.GENERATE_STACK_MAPS,
            DeadCodeOption.PATCH_DEAD_CODE,
            ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofClassLoading(new URLClassLoader(classes))));
    // A method that nobody looks into would be copied as it is.
    ClassTransform recompute =
        ClassTransform.transformingMethodBodies((code, element) -> code.with(element))
            .andThen(
                ClassTransform.endHandler(built -> built.withVersion(ClassFile.JAVA_8_VERSION, 0)));
    for (ZipEntry entry : from.stream().toList()) {
      byte[] bytes = from.getInputStream(entry).readAllBytes();
      if (entry.getName().endsWith(".class")) {
        ClassModel model = format.parse(bytes);
        if (model.majorVersion() < ClassFile.JAVA_6_VERSION) {
          bytes = format.transformClass(model, recompute);
          changed = true;
        }
      }
      ZipEntry copy = new ZipEntry(entry.getName());
      copy.setTime(entry.getTime());
      to.putNextEntry(copy);
      to.write(bytes);
      to.closeEntry();
    }
  }
  if (changed) {
    Files.move(whole, jar, StandardCopyOption.REPLACE_EXISTING);
  } else {
    Files.delete(whole);
  }
}
