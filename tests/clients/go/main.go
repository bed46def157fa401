// Logs in, lists the organizations, downloads the droplet of an app and checks its checksum.
package main

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/cloudfoundry/go-cfclient/v3/client"
	"github.com/cloudfoundry/go-cfclient/v3/config"
)

func main() {
	if err := download(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func download(ctx context.Context) error {
	cfg, err := config.New(os.Getenv("CF_API"), config.UserPassword(os.Getenv("CF_USERNAME"), os.Getenv("CF_PASSWORD")))
	if err != nil {
		return err
	}
	cf, err := client.New(cfg)
	if err != nil {
		return err
	}
	orgs, err := cf.Organizations.ListAll(ctx, nil)
	if err != nil {
		return err
	}
	for _, org := range orgs {
		fmt.Println("org", org.Name)
	}
	app, err := cf.Applications.Single(ctx, &client.AppListOptions{Names: client.Filter{Values: []string{"web"}}})
	if err != nil {
		return err
	}
	droplet, err := cf.Droplets.GetCurrentForApp(ctx, app.GUID)
	if err != nil {
		return err
	}
	bits, err := cf.Droplets.Download(ctx, droplet.GUID)
	if err != nil {
		return err
	}
	defer bits.Close()
	digest := sha256.New()
	if _, err := io.Copy(digest, bits); err != nil {
		return err
	}
	if fmt.Sprintf("%x", digest.Sum(nil)) != droplet.Checksum.Value {
		return fmt.Errorf("the bits of %s are not what its checksum says", droplet.GUID)
	}
	fmt.Println("droplet", droplet.GUID, droplet.Checksum.Value)
	return nil
}
