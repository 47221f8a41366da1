// Development keys: the browser's client is named in the query, by a token that clerk-js asks for and keeps.
import { mainFlows } from './main-flows.mjs';
import { stage } from './stage.mjs';
import { development } from './topologies.mjs';

mainFlows(stage(development));
