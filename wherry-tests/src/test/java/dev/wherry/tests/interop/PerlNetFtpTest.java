package dev.wherry.tests.interop;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Perl's Net::FTP. */
class PerlNetFtpTest
    implements Downloading,
        Downloading.Text,
        Downloading.Breaking,
        Uploading,
        Uploading.Text,
        Uploading.Appending,
        Uploading.Breaking,
        Connecting.Pasv,
        Connecting.Port,
        Connecting.EpsvIpv6,
        Connecting.EprtIpv6,
        Arranging.Renaming,
        Arranging.Deleting,
        Arranging.Directories,
        Looking.Names,
        Looking.Facts {

  private static final Program PERL = new Program("perl", "perl");

  private static final String SCRIPT =
      """
      use strict;
      use warnings;
      use Net::FTP;
      use POSIX ();
      my ($host, $port, $user, $password, $passive, $operation, @args) = @ARGV;
      my $ftp = Net::FTP->new(
          $host, Port => $port, Passive => $passive, Timeout => 20, Debug => 1) or die $@;

      sub must { my $result = shift; defined $result or die $ftp->message; return $result }

      must($ftp->login($user, $password) || undef);
      $ftp->binary;

      my %operations = (
          download => sub { must $ftp->get(@_) },
          download_text => sub { $ftp->ascii; must $ftp->get(@_) },
          resume_download => sub { must $ftp->get(@_, -s $_[1]) },
          break_download => sub {
              my ($name, $to) = @_;
              my $data = must $ftp->retr($name);
              $data->read(my $piece, 10_000);
              open my $file, '>:raw', $to or die $!;
              print $file $piece;
              close $file;
              POSIX::_exit(0);
          },
          upload => sub { must $ftp->put(@_) },
          upload_text => sub { $ftp->ascii; must $ftp->put(@_) },
          append => sub { must $ftp->append(@_) },
          resume_upload => sub {
              my ($from, $name) = @_;
              my $had = must $ftp->size($name);
              open my $file, '<:raw', $from or die $!;
              seek $file, $had, 0;
              $ftp->restart($had);
              must $ftp->put($file, $name);
          },
          break_upload => sub {
              my ($from, $name, $there) = @_;
              my $data = must $ftp->stor($name);
              open my $file, '<:raw', $from or die $!;
              until (-s $there) {
                  read $file, my $piece, 1_000;
                  $data->write($piece, length $piece);
              }
              POSIX::_exit(0);
          },
          rename => sub { must($ftp->rename(@_) || undef) },
          delete => sub { must($ftp->delete(@_) || undef) },
          mkdir => sub { must $ftp->mkdir(@_) },
          rmdir => sub { must($ftp->rmdir(@_) || undef) },
          names => sub { $ftp->cwd(@_); print map { "$_\\n" } $ftp->ls },
          size => sub { print must $ftp->size(@_) },
          modified => sub { print must $ftp->mdtm(@_) },
      );
      $operations{$operation}->(@args);
      $ftp->quit;
      """;

  @Override
  public String download(Site site, String name, Path to) {
    return perl(site, "download", name, to.toString()).all();
  }

  @Override
  public String downloadText(Site site, String name, Path to) {
    return perl(site, "download_text", name, to.toString()).all();
  }

  @Override
  public String resumeDownload(Site site, String name, Path to) {
    return perl(site, "resume_download", name, to.toString()).all();
  }

  @Override
  public void breakDownload(Site site, String name, Path to) {
    perl(site, "break_download", name, to.toString());
  }

  @Override
  public String upload(Site site, Path from, String name) {
    return perl(site, "upload", from.toString(), name).all();
  }

  @Override
  public String uploadText(Site site, Path from, String name) {
    return perl(site, "upload_text", from.toString(), name).all();
  }

  @Override
  public String append(Site site, Path from, String name) {
    return perl(site, "append", from.toString(), name).all();
  }

  @Override
  public String resumeUpload(Site site, Path from, String name) {
    return perl(site, "resume_upload", from.toString(), name).all();
  }

  @Override
  public void breakUpload(Site site, Path from, String name, Path there) {
    perl(site, "break_upload", from.toString(), name, there.toString());
  }

  @Override
  public String rename(Site site, String from, String to) {
    return perl(site, "rename", from, to).all();
  }

  @Override
  public String delete(Site site, String name) {
    return perl(site, "delete", name).all();
  }

  @Override
  public String makeDirectory(Site site, String name) {
    return perl(site, "mkdir", name).all();
  }

  @Override
  public String removeDirectory(Site site, String name) {
    return perl(site, "rmdir", name).all();
  }

  @Override
  public List<String> names(Site site, String directory) {
    return perl(site, "names", directory).out().lines().toList();
  }

  @Override
  public long size(Site site, String name) {
    return Long.parseLong(perl(site, "size", name).out());
  }

  @Override
  public Instant modified(Site site, String name) {
    return Instant.ofEpochSecond(Long.parseLong(perl(site, "modified", name).out()));
  }

  private static Program.Output perl(Site site, String operation, String... arguments) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("-e", SCRIPT, "--", site.host(), site.port(), Site.USER, Site.PASSWORD));
    all.addAll(List.of(site.way.isPassive ? "1" : "0", operation));
    all.addAll(List.of(arguments));
    return PERL.run(site, all.toArray(String[]::new));
  }
}
