// Production: the server on a port of its own, clients held by its cookie.
import { mainFlows } from './main-flows.mjs';
import { stage } from './stage.mjs';
import { productionCookies } from './topologies.mjs';

mainFlows(stage(productionCookies));
