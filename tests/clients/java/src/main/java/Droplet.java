import java.net.URI;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.cloudfoundry.client.v3.applications.GetApplicationCurrentDropletRequest;
import org.cloudfoundry.client.v3.applications.ListApplicationsRequest;
import org.cloudfoundry.client.v3.organizations.ListOrganizationsRequest;
import org.cloudfoundry.reactor.DefaultConnectionContext;
import org.cloudfoundry.reactor.client.ReactorCloudFoundryClient;
import org.cloudfoundry.reactor.tokenprovider.PasswordGrantTokenProvider;

/** Logs in, lists the organizations, downloads the droplet of an app and checks its checksum. */
public class Droplet {
    public static void main(String[] arguments) throws Exception {
        URI api = URI.create(System.getenv("CF_API"));
        var context = DefaultConnectionContext.builder()
            .apiHost(api.getHost())
            .port(api.getPort())
            .secure(api.getScheme().equals("https"))
            .skipSslValidation(Boolean.parseBoolean(System.getenv("CF_SKIP_SSL_VALIDATION")))
            .build();
        var login = PasswordGrantTokenProvider.builder()
            .username(System.getenv("CF_USERNAME"))
            .password(System.getenv("CF_PASSWORD"))
            .build();
        var cf = ReactorCloudFoundryClient.builder().connectionContext(context).tokenProvider(login).build();

        cf.organizationsV3().list(ListOrganizationsRequest.builder().build()).block()
            .getResources().forEach(org -> System.out.println("org " + org.getName()));
        var app = cf.applicationsV3().list(ListApplicationsRequest.builder().name("web").build()).block()
            .getResources().get(0);
        var droplet = cf.applicationsV3()
            .getCurrentDroplet(GetApplicationCurrentDropletRequest.builder().applicationId(app.getId()).build())
            .block();

        // the client has no method for it, so its connection asks: with the token, which a redirect drops
        String download = droplet.getLinks().get("download").getHref();
        byte[] bits = context.getHttpClient()
            .followRedirect(true)
            .headersWhen(headers -> login.getToken(context).map(token -> headers.set("Authorization", token)))
            .get().uri(download)
            .responseSingle((response, body) -> body.asByteArray()).block();
        String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bits));
        if (!sha256.equals(droplet.getChecksum().getValue())) {
            throw new IllegalStateException("the bits of " + droplet.getId() + " are not what its checksum says");
        }
        System.out.println("droplet " + droplet.getId() + " " + sha256);
        context.dispose();
    }
}
